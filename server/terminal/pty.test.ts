// The PTY: when its first process holds it. Shells are tested with the sessions.
import { readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openPty } from './pty.ts';

it('is held once its first process has it for a controlling terminal', async () => {
  for (let times = 0; times < 20; times++) {
    const pty = openPty(80, 24);
    try {
      await pty.held();
      expect(readlinkSync(`/proc/${pty.pid}/fd/0`)).toBe(pty.tty);
    } finally {
      pty.dispose();
    }
  }
});
