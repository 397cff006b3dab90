// Who is in the foreground of a real terminal, and whether it waits for keys, as the kernel tells.
import { afterEach, expect, it } from 'vitest';
import { ForegroundSight } from './foreground.ts';
import { openShells, type ShellFixture } from './shell-fixture.ts';

let shells: ShellFixture | undefined;
afterEach(() => {
  shells?.dispose();
  shells = undefined;
});

async function shows(keys: string, wanted: object): Promise<void> {
  shells = openShells([]);
  const { session } = shells;
  const sight = new ForegroundSight(session.pty.tty);
  await expect.poll(() => session.shell.state).toBe('prompt');
  session.input(keys);
  const look = () => {
    const { is, name, waits } = sight.look(session.shell.pid);
    return { is, name, waits: waits() };
  };
  await expect.poll(look, { timeout: 10_000 }).toEqual(wanted);
}

it.each([
  ['a shell at its prompt', '', { is: 'shell', name: 'bash', waits: true }],
  ['a shell that runs a builtin', 'read -r x\r', { is: 'shell', name: 'bash', waits: false }],
  ['a shell inside it', 'bash --norc\r', { is: 'program', name: 'bash', waits: true }],
  ['a program that reads the terminal', 'cat\r', { is: 'program', name: 'cat', waits: true }],
  ['a program that waits for time', 'sleep 30\r', { is: 'program', name: 'sleep', waits: false }],
  ['two programs', 'cat | cat\r', { is: 'program', name: 'cat', waits: false }],
])('%s', (_, keys, wanted) => shows(keys, wanted));

it('knows nothing of a shell that is not on its terminal', () => {
  expect(new ForegroundSight('/dev/null').look(1).is).toBe('unknown');
  expect(new ForegroundSight('').look(1).is).toBe('unknown');
});
