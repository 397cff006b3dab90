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

test('the last step begun stays open, even when it is done', () => {
  expect(rail('met', 'running', 'waiting')).toBe('done now later');
  expect(rail('met', 'met', 'waiting')).toBe('done now later');
});

test('the audience cannot tell unmet and skipped steps from met ones', () => {
  expect(rail('unmet', 'skipped', 'met')).toBe(rail('met', 'met', 'met'));
});

test('a running step stays open even if a later one has already begun', () => {
  expect(rail('running', 'met', 'waiting')).toBe('now done later');
});

test('with neither a server nor a recording, steps that the deck has passed count as done', () => {
  expect(rail('passed', 'passed', 'waiting')).toBe('done now later');
});
