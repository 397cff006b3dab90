// Whether a shell is at rest, in each kind of pane: alone at its prompt, or with a job, stopped or detached.
import { expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import { isAtRest } from '../../server/panes/at-rest.ts';
import { LabClient } from '../../server/panes/lab-client.ts';
import { PlainPanes } from '../../server/panes/plain-panes.ts';
import { Sessions } from '../../server/panes/sessions.ts';
import { Workspaces } from '../../server/panes/workspaces.ts';
import { findTalk } from '../../talk/place.ts';
import { ROOT } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { until } from '../support/until.ts';

async function look(needs: string[], plain: PlainPanes, lab?: LabClient): Promise<void> {
  const pane = { id: 'p', title: 'p', cols: 80, rows: 10, cwd: '.' };
  const demos = [{ id: 'rest', title: 'Rest', needs, panes: [pane], steps: [] }];
  const talk = parseTalk({ title: 'Rest', sections: [], demos }, 'talk.ts');
  const sessions = new Sessions({
    place: findTalk(ROOT, 'tests/support/plain', ROOT),
    talk,
    plain,
    lab: () => lab,
    toolchain: () => ({}),
    graceMs: 600_000,
    workspaces: new Workspaces(ROOT, talk, () => {}),
    inUse: () => false,
    note: () => {},
  });
  try {
    const session = sessions.open('rest', 'p');
    const prompts = (least: number) =>
      until(() => session.shell.state === 'prompt' && session.shell.prompts >= least, 'a prompt');
    await prompts(1);
    let count = session.shell.prompts;
    const run = async (command: string) => {
      session.input(`${command}\r`);
      await prompts(++count);
    };
    const rests = async (rest: boolean) =>
      expect(await until(() => isAtRest(session.pty.tty) === rest, `at rest: ${rest}`).then(() => rest)).toBe(
        rest,
      );
    await rests(true);
    for (const [begin, end] of [
      ['sleep 611 &', 'kill %1; wait'],
      ['sleep 611 & kill -STOP $!', 'kill -KILL %1; wait'],
      ['nohup sleep 611 >/dev/null 2>&1 & disown', 'kill $!'],
      ['(setsid sleep 611 & echo $! >/tmp/.deck-rest)', 'kill $(cat /tmp/.deck-rest); rm /tmp/.deck-rest'],
    ]) {
      await run(begin!);
      await rests(false);
      await run(end!);
      await rests(true);
    }
  } finally {
    sessions.dispose();
    await Promise.all([plain.dispose(), lab?.dispose()]);
  }
}

it('in a pane without root', () => look([], new PlainPanes(() => {})), 30_000);

it(
  'in a pane without a process namespace',
  () =>
    look(
      [],
      new PlainPanes(
        () => {},
        () => ({ kind: 'session', why: 'the test says so' }),
      ),
    ),
  30_000,
);

itAsRoot('in a pane of the lab', async () => {
  const options = { iface: 'eno1', address: '10.0.0.70', peer: 'proxmox', demos: ['rest'] };
  const lab = await LabClient.open(
    { way: 'root' },
    { network: 'stage', ...options },
    () => {},
    () => {},
  );
  await look(['root'], new PlainPanes(() => {}), lab);
});
