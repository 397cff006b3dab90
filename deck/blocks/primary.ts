// Makes what the mouse selects in a terminal PRIMARY in Firefox, which a middle click pastes.
import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * xterm puts a mouse selection into its textarea and selects that by script, which makes it PRIMARY in Chromium. Firefox
 * takes only what a hand or a "select all" has selected.
 */
export function keepPrimary(terminal: Terminal): IDisposable {
  const selected = () => {
    const { textarea } = terminal;
    if (!textarea || textarea !== document.activeElement || !terminal.hasSelection()) return;
    if (textarea.value === terminal.getSelection()) document.execCommand('selectAll');
  };
  window.addEventListener('mouseup', selected);
  return { dispose: () => window.removeEventListener('mouseup', selected) };
}
