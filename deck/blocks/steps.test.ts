import { expect, test } from 'vitest';
import type { StepState } from '../../protocol/step.ts';
import { railStates } from './steps.ts';

const rail = (...states: (StepState | 'passed')[]) =>
  railStates(
    states.map((state) => (state === 'passed' ? { state: 'waiting', shown: true } : { state, shown: false })),
  ).join(' ');

test('before the first step everything is later', () => {
  expect(rail('waiting', 'waiting')).toBe('later later');
});

test('the last step begun stays open, also when it is done', () => {
  expect(rail('met', 'running', 'waiting')).toBe('done now later');
  expect(rail('met', 'met', 'waiting')).toBe('done now later');
});

test('the audience cannot tell unmet and skipped steps from met ones', () => {
  expect(rail('unmet', 'skipped', 'met')).toBe(rail('met', 'met', 'met'));
});

test('a step that runs is shown even when a later one was begun before it', () => {
  expect(rail('running', 'met', 'waiting')).toBe('now done later');
});

test('without server and recording what the deck has passed counts as done', () => {
  expect(rail('passed', 'passed', 'waiting')).toBe('done now later');
});
