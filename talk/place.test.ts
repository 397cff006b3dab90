// Where a talk is looked for, which files it may name, and that no path leaves its folder.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTalk, misplacedLocal, namedPath, shownPath, startedFrom, talkPlace } from './place.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'place-')));
  for (const dir of ['project/slides', 'project/talks/a', 'elsewhere/a']) {
    mkdirSync(path.join(root, dir), { recursive: true });
    writeFileSync(path.join(root, dir, 'talk.ts'), '');
    writeFileSync(path.join(root, dir, '01-a.md'), '');
  }
});
afterEach(() => rmSync(root, { recursive: true }));
const project = () => path.join(root, 'project');

describe('findTalk', () => {
  it('takes a folder from where the command was run, and slides/ without one', () => {
    expect(findTalk(project(), undefined, root).dir).toBe(path.join(project(), 'slides'));
    expect(findTalk(project(), 'elsewhere/a', root).dir).toBe(path.join(root, 'elsewhere/a'));
    expect(findTalk(project(), 'slides', project())).toEqual(findTalk(project(), undefined, root));
  });

  it('gives each talk pages, recordings and settings of its own', () => {
    const places = [
      findTalk(project(), undefined, root),
      findTalk(project(), 'talks/a', project()),
      findTalk(project(), '../elsewhere/a', project()),
    ];
    for (const field of ['pages', 'casts', 'local'] as const) {
      expect(new Set(places.map((place) => place[field])).size).toBe(3);
    }
  });

  it('names files from the project, or from the folder around a talk elsewhere', () => {
    const names = ['slides', 'talks/a', '../elsewhere/a'].map((dir) => {
      const place = findTalk(project(), dir, project());
      return shownPath(place, path.join(place.dir, 'talk.ts'));
    });
    expect(names).toEqual(['slides/talk.ts', 'talks/a/talk.ts', 'a/talk.ts']);
  });

  it.each([
    ['nowhere', /there is no folder .*nowhere/],
    ['talks', /holds no talk/],
  ])('says what %s lacks', (dir, why) => {
    expect(() => findTalk(project(), dir, project())).toThrow(why);
  });
});

describe('misplacedLocal', () => {
  const old = () => path.join(project(), 'talk.local.json');

  it('gives the command that moves settings from their old place', () => {
    expect(misplacedLocal(project())).toBeUndefined();
    writeFileSync(old(), '{}');
    expect(misplacedLocal(project())).toMatch(/fix: mv talk\.local\.json slides\/talk\.local\.json$/);
  });

  it('is silent once there are settings in the talk', () => {
    writeFileSync(old(), '{}');
    writeFileSync(path.join(project(), 'slides/talk.local.json'), '{}');
    expect(misplacedLocal(project())).toBeUndefined();
  });
});

describe('namedPath', () => {
  it('leads ./ to the talk and the rest to the project, and nothing out of them', () => {
    const place = talkPlace(project(), path.join(root, 'elsewhere/a'));
    expect(namedPath(place, '.')).toBe(place.dir);
    expect(namedPath(place, './work')).toBe(path.join(place.dir, 'work'));
    expect(namedPath(place, 'bpf/x')).toBe(path.join(project(), 'bpf/x'));
    for (const out of ['..', './..', './../b', '../x', '/etc/passwd', 'bpf/../../x']) {
      expect([out, namedPath(place, out)]).toEqual([out, undefined]);
    }
    symlinkSync('/etc', path.join(place.dir, 'link'));
    expect(namedPath(place, './link/passwd')).toBeUndefined();
  });
});

it('knows where npm was called, and ignores the variable of another npm', () => {
  const env = { npm_package_json: '/p/package.json', INIT_CWD: '/home/me' };
  expect(startedFrom('/p', env, '/p')).toBe('/home/me');
  expect(startedFrom('/p', env, '/p/below')).toBe('/p/below');
  expect(startedFrom('/p', { ...env, npm_package_json: '/q/package.json' }, '/p')).toBe('/p');
  expect(startedFrom('/p', {}, '/p')).toBe('/p');
});
