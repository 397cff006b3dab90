// A workspace is made, emptied, kept after a kill, and refused when the folder is not the deck's.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEEP_MS, targetOf, Workspace } from './workspace.ts';

let root: string;
let stage: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  stage = join(root, 'stage');
  execFileSync('git', ['init', '-q', root]);
  writeFileSync(join(root, '.gitignore'), 'stage/\n');
  mkdirSync(join(root, 'mine'));
  writeFileSync(join(root, 'mine/notes.md'), 'mine');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const make = () => new Workspace(root, 'stage');
const markerFile = () => join(root, '.cache/workspaces/stage.json');

/** As if a deck had been killed while it worked there. */
function kill(since = Date.now()): void {
  const marker = JSON.parse(readFileSync(markerFile(), 'utf8'));
  // Process numbers end at 2^22 (PID_MAX_LIMIT in linux/threads.h).
  writeFileSync(markerFile(), JSON.stringify({ ...marker, pid: 4_999_999, start: '1', since }));
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 5000) throw new Error('not within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a workspace', () => {
  it('is made, and is empty', () => {
    expect(make().open()).toBe('fresh');
    expect(readdirSync(stage)).toEqual([]);
  });

  it('is emptied by clear and by the next deck, and nothing else is touched', async () => {
    const first = make();
    first.open();
    mkdirSync(join(stage, 'app/src'), { recursive: true });
    writeFileSync(join(stage, 'app/src/main.rs'), 'fn main() {}');
    symlinkSync(join(root, 'mine'), join(stage, 'link'));
    symlinkSync(join(root, 'mine'), join(stage, 'app/link'));
    mkdirSync(targetOf(root, 'stage'), { recursive: true });
    first.clear();
    expect(readdirSync(stage)).toEqual([]);
    writeFileSync(join(stage, 'b'), '');
    first.release();
    expect(make().open()).toBe('fresh');
    expect(readdirSync(stage)).toEqual([]);
    await until(() => readdirSync(join(root, '.cache/workspaces')).join() === 'stage.json,stage.lock');
    expect(readFileSync(join(root, 'mine/notes.md'), 'utf8')).toBe('mine');
    expect(existsSync(targetOf(root, 'stage'))).toBe(true);
  });

  it('keeps what a killed deck left, for some hours', () => {
    make().open();
    writeFileSync(join(stage, 'main.rs'), 'typed');
    kill();
    expect(make().open()).toBe('kept');
    expect(readFileSync(join(stage, 'main.rs'), 'utf8')).toBe('typed');
    kill(Date.now() - KEEP_MS - 1000);
    expect(make().open()).toBe('fresh');
    expect(readdirSync(stage)).toEqual([]);
  });

  it('takes an empty folder that someone else made', () => {
    mkdirSync(stage);
    expect(make().open()).toBe('fresh');
  });

  it.each(['..', '.', '', 'a/b', '../x', '/tmp', '.git'])('refuses the name %j', (name) => {
    expect(() => new Workspace(root, name)).toThrow(/is not a name for a workspace/);
  });
});

describe('decks that open it at the same moment', () => {
  /**
   * A deck in a process of its own: for each moment (ms since 1970) that it reads, it releases the folder if it has it,
   * opens it at that moment, and prints the result.
   */
  const deck = () => {
    const { href } = new URL('workspace.ts', import.meta.url);
    const script = `const { createInterface } = await import('node:readline');
      const { Workspace } = await import(${JSON.stringify(href)});
      const workspace = new Workspace(${JSON.stringify(root)}, 'stage');
      let own = false;
      console.log('ready');
      for await (const moment of createInterface({ input: process.stdin })) {
        if (own) workspace.release();
        own = false;
        while (Date.now() < Number(moment));
        try { console.log(workspace.open()); own = true; } catch (error) { console.log(error.busy ? 'busy' : error); }
      }`;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      line: async () => (await lines.next()).value as string,
      open: (moment: number) => child.stdin.write(`${moment}\n`),
      end: () => child.stdin.end(),
      ended: new Promise((resolve) => child.once('exit', resolve)),
    };
  };

  it('do not share it: one gets it, and the others are refused', async () => {
    const decks = [deck(), deck(), deck(), deck()];
    const results = () => Promise.all(decks.map((one) => one.line()));
    expect(await results()).toEqual(Array(4).fill('ready'));
    for (let time = 0; time < 8; time++) {
      // Time for all of them to read it.
      const moment = Date.now() + 100;
      for (const one of decks) one.open(moment);
      expect((await results()).sort()).toEqual(['busy', 'busy', 'busy', 'fresh']);
    }
    for (const one of decks) one.end();
    await Promise.all(decks.map((one) => one.ended));
  }, 30_000);
});

describe('what the deck did not make stays', () => {
  const refused = (why: RegExp, act: () => void = () => make().open()) => {
    const before = execFileSync('find', [root, '-path', '*/.git/*', '-o', '-ls'], { encoding: 'utf8' });
    expect(act).toThrow(why);
    expect(execFileSync('find', [root, '-path', '*/.git/*', '-o', '-ls'], { encoding: 'utf8' })).toBe(before);
  };

  it('a folder with files', () => {
    mkdirSync(stage);
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(stage, name), '');
    refused(
      /stage\/ holds files that the deck did not make \(a, b, c, …\); move it away: mv stage stage\.mine/,
    );
  });

  it('a folder that replaced ours', () => {
    const workspace = make();
    workspace.open();
    renameSync(stage, join(root, 'stage-before'));
    mkdirSync(stage);
    writeFileSync(join(stage, 'thesis.tex'), '');
    refused(/did not make \(thesis\.tex\)/, () => workspace.clear());
  });

  it('a folder behind a link', () => {
    symlinkSync(join(root, 'mine'), stage);
    refused(/stage is a link to somewhere else; remove it: rm stage/);
  });

  it('a git work tree, even in a folder that we made', () => {
    const workspace = make();
    workspace.open();
    execFileSync('git', ['init', '-q', stage]);
    refused(/stage\/ is a git work tree/, () => workspace.clear());
  });

  it('a file', () => {
    writeFileSync(stage, 'mine');
    refused(/stage is not a folder/);
  });

  it('a folder that git does not ignore', () => {
    writeFileSync(join(root, '.gitignore'), '');
    refused(/git does not ignore stage\/; add this line to \/.+\/\.gitignore: \/stage\//);
  });

  it('a folder that another deck works in', () => {
    make().open();
    const start = readFileSync('/proc/1/stat', 'utf8').split(') ')[1]!.split(' ')[19]!;
    const marker = JSON.parse(readFileSync(markerFile(), 'utf8'));
    writeFileSync(markerFile(), JSON.stringify({ ...marker, pid: 1, start }));
    utimesSync(markerFile(), 1, 1);
    refused(/another deck \(process 1\) works in stage\/; end it: kill 1/);
  });

  // root may write anywhere, so the test tries as another user.
  it.runIf(process.getuid?.() === 0)('a folder without the right to write there', () => {
    const nobody = 65_534;
    chmodSync(root, 0o755);
    mkdirSync(stage);
    // The project may be in a private home, like root's, so it is loaded before root's rights are dropped.
    const home = mkdtempSync(join(tmpdir(), 'workspace-home-'));
    cpSync(new URL('.', import.meta.url), home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
    const file = pathToFileURL(join(home, 'workspace.ts')).href;
    const script = `import(${JSON.stringify(file)}).then(({ Workspace }) => {
      process.setgroups([]);
      process.setgid(${nobody});
      process.setuid(${nobody});
      new Workspace(${JSON.stringify(root)}, 'stage').open();
    })`;
    const attempt = () =>
      spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', script], {
        encoding: 'utf8',
        cwd: '/',
        env: { PATH: process.env.PATH, HOME: '/nonexistent' },
      }).stderr;
    expect(attempt()).toMatch(/\. can't be written to \(EACCES\); sudo chown -R "\$USER" \./);
    chownSync(root, nobody, nobody);
    expect(attempt()).toMatch(/stage\/ can't be written to \(EACCES\)/);
    expect(existsSync(stage)).toBe(true);
    expect(existsSync(join(root, '.cache'))).toBe(false);
    rmSync(home, { recursive: true });
  });
});
