// The pinned copy: git in a pane gets it at the public address, offline, and nothing else is led there.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TemplateCopy } from './template-copy.ts';

const ADDRESS = 'https://host.invalid/who/template';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'template-'));
  mkdirSync(join(dir, 'folder/{{project-name}}/target'), { recursive: true });
  writeFileSync(join(dir, 'folder/{{project-name}}/main.rs'), 'first');
  writeFileSync(join(dir, 'folder/.gitignore'), 'target\n*.rs\n');
  writeFileSync(join(dir, 'folder/{{project-name}}/target/big'), 'built');
});
afterEach(() => rmSync(dir, { recursive: true }));

const copy = () => new TemplateCopy(dir, join(dir, 'folder'), ADDRESS);
const clone = (address: string, to: string, env: Record<string, string>) =>
  spawnSync('git', ['clone', '-q', address, join(dir, to)], {
    env: { PATH: process.env.PATH, HOME: dir, GIT_TERMINAL_PROMPT: '0', ...env },
    encoding: 'utf8',
  });

it.each([ADDRESS, `${ADDRESS}.git`, `${ADDRESS}/`])(
  '%s is the copy, whole, without what was built',
  (address) => {
    const { status, stderr } = clone(address, 'clone', copy().env());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(join(dir, 'clone/{{project-name}}/main.rs'), 'utf8')).toBe('first');
    expect(readdirSync(join(dir, 'clone/{{project-name}}'))).toEqual(['main.rs']);
  },
);

it('leads no other address there, and keeps the speaker’s own settings', () => {
  const env = copy().env();
  expect(clone('https://host.invalid/who/other', 'other', env).status).not.toBe(0);
  writeFileSync(
    join(dir, '.gitconfig'),
    '[user]\nname = Somebody\n[url "https://else.invalid/"]\ninsteadOf = https://host.invalid/\n',
  );
  const told = execFileSync('git', ['config', 'user.name'], {
    env: { PATH: process.env.PATH, HOME: dir, ...env },
  });
  expect(told.toString().trim()).toBe('Somebody');
  expect(clone(ADDRESS, 'own', env).status).toBe(0);
});

it('is made once, and anew when the folder changes', () => {
  const first = copy().env();
  expect(copy().env()).toEqual(first);
  writeFileSync(join(dir, 'folder/{{project-name}}/main.rs'), 'second');
  const second = copy().env();
  expect(second).not.toEqual(first);
  clone(ADDRESS, 'clone', second);
  expect(readFileSync(join(dir, 'clone/{{project-name}}/main.rs'), 'utf8')).toBe('second');
});

it('is there for a speaker whose files nobody else may read', () => {
  const before = process.umask(0o077);
  try {
    expect(clone(ADDRESS, 'clone', copy().env()).status).toBe(0);
  } finally {
    process.umask(before);
  }
});

it('says why there is none, and leaves nothing half made', () => {
  writeFileSync(join(dir, '.cache'), 'a file, not a folder');
  const broken = new TemplateCopy(dir, join(dir, 'folder'), ADDRESS, 0);
  expect(broken.env()).toEqual({});
  expect(broken.why).toMatch(/\.cache/);
  rmSync(join(dir, '.cache'));
  expect(Object.keys(broken.env())).toContain('GIT_CONFIG_COUNT');
  expect(broken.why).toBeUndefined();
  expect(readdirSync(join(dir, '.cache/template'))).toHaveLength(1);
});
