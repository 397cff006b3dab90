// Terminal modes that a program has left on when it died, and the output that turns them off.
import type { Terminal } from '@xterm/headless';
import type { Core } from '../../screen/fields.ts';

/** `off`: output that turns them off, '' when none is on. `alternate`: the alternate screen was one of them. */
export type LeftOn = { off: string; alternate: boolean };

/** Mouse reports: X10, button, drag, any motion; UTF-8, SGR, urxvt and pixel encodings (xterm's ctlseqs). */
const MOUSE = '\x1b[?9;1000;1002;1003;1005;1006;1015;1016l';

/** What is on that a shell's prompt does not need, and that would change what keys send or what is seen. */
export function leftOn(term: Terminal, core: Core): LeftOn {
  const { modes } = term;
  const alternate = term.buffer.active.type === 'alternate';
  const rows: [on: boolean, off: string][] = [
    [alternate, '\x1b[?1049l'],
    [modes.mouseTrackingMode !== 'none', MOUSE],
    [modes.sendFocusMode, '\x1b[?1004l'],
    [modes.applicationCursorKeysMode, '\x1b[?1l'],
    [modes.applicationKeypadMode, '\x1b>'],
    [modes.bracketedPasteMode, '\x1b[?2004l'],
    [modes.insertMode, '\x1b[4l'],
    [modes.originMode, '\x1b[?6l'],
    [!modes.wraparoundMode, '\x1b[?7h'],
    [modes.synchronizedOutputMode, '\x1b[?2026l'],
    [core.coreService.isCursorHidden, '\x1b[?25h'],
  ];
  const off = rows.map(([on, sequence]) => (on ? sequence : '')).join('');
  return { off, alternate };
}
