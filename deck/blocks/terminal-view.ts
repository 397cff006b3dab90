// One xterm.js terminal in a block, drawn unscaled and to the pixel inside a scaled slide.
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ILink, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { coreOf } from '../../screen/core.ts';
import { SCROLLBACK_ROWS } from '../../screen/fields.ts';
import { followPalette } from '../../screen/palette.ts';
import { restoreScreen } from '../../screen/restore.ts';
import { bufferText } from './buffer-text.ts';
import { FONT, measureChar, WEIGHT } from './cell-font.ts';
import { PALETTES, type ThemeName } from './palette.ts';
import { sanitisePaste } from './paste.ts';
import { keepPrimary } from './primary.ts';
import { muteReplies } from './replies.ts';
import { drawnScale, fitGrid, type Grid, LINE_HEIGHT } from './scaling.ts';

export type TerminalViewEvents = {
  /** Keys, pastes and mouse reports, encoded; never answers to queries, which the server's screen gives. */
  input(data: string): void;
  /** Called with each key before the terminal gets it; false keeps it from the terminal. */
  key(event: KeyboardEvent): boolean;
};

export type TerminalView = {
  /** The xterm.js terminal, for tests and benchmarks: cells, modes, when output is parsed. */
  readonly terminal: Terminal;
  /** Adds output; `parsed` is called when the terminal has parsed it. */
  write(data: Uint8Array | string, parsed?: () => void): void;
  /**
   * Shows the server's screen, in order with other writes.
   * @param tail the unfinished end of the output behind that screen.
   * @param shown called when the screen is shown, with the error if it can't be.
   */
  restore(data: Uint8Array, tail: Uint8Array, shown: (fault?: Error) => void): void;
  /** Replaces everything shown, in order with other writes. */
  replace(data: Uint8Array | string, parsed?: () => void): void;
  /** Scrollback and screen: soft-wrapped rows joined, trailing blanks cut, rows separated by \n. */
  text(): string;
  /** Measures again; call after whatever moves or resizes the slide. Cheap when nothing changed. */
  fit(): void;
  /** Sets the type size, relative to the largest that shows the whole grid; above 1 the view follows the cursor. */
  magnify(factor: number): void;
  setTheme(theme: ThemeName): void;
  focus(): void;
  blur(): void;
  /** The selected text; empty when nothing is selected. */
  selection(): string;
  alternate(): boolean;
  dispose(): void;
};

/**
 * Opens a terminal in `box`, which must be laid out and visible.
 * @param scaled the element that reveal scales, an ancestor of `box`.
 * @param label the name of its input for screen readers.
 */
export function openTerminalView(
  box: HTMLElement,
  scaled: HTMLElement,
  grid: Grid,
  theme: ThemeName,
  label: string,
  on: TerminalViewEvents,
): TerminalView {
  const wrapper = document.createElement('div');
  wrapper.className = 'deck-terminal-unscaled';
  box.append(wrapper);

  const terminal = new Terminal({
    ...grid,
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: FONT,
    fontWeight: WEIGHT.normal,
    fontWeightBold: WEIGHT.bold,
    fontSize: 16,
    lineHeight: LINE_HEIGHT,
    minimumContrastRatio: 4.5,
    scrollback: SCROLLBACK_ROWS,
    theme: PALETTES[theme],
    linkHandler: { activate: openLink, allowNonHttpProtocols: false },
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(new WebLinksAddon(openLink));
  const replies = muteReplies(terminal.parser);
  followPalette(coreOf(terminal));

  let magnification = 1;
  let shift = { x: 0, y: 0 };
  let placed = { dx: 0, dy: 0, scale: 1, width: 0, height: 0, room: { width: 0, height: 0 } };

  const measure = () => {
    const drawn = box.getBoundingClientRect();
    if (drawn.width === 0 || drawn.height === 0) return;
    const dpr = window.devicePixelRatio || 1;
    const scale = drawnScale(scaled.getBoundingClientRect().width, scaled.offsetWidth);
    const found = fitGrid(drawn, grid, dpr, measureChar);
    const fontSize = found.fontSize * magnification;
    if (terminal.options.fontSize !== fontSize) terminal.options.fontSize = fontSize;
    const width = magnification === 1 ? found.width : found.width * magnification + 1;
    const height = magnification === 1 ? found.height : found.height * magnification + 1;
    placed = { dx: found.dx, dy: found.dy, scale, width, height, room: drawn };
    wrapper.style.width = `${Math.ceil(width)}px`;
    wrapper.style.height = `${Math.ceil(height)}px`;
    place();
    space();
  };
  /**
   * Draws each character where the mouse finds its cell. xterm spaces characters by the width of 32 of them in whole
   * pixels; on 100 columns that may be 1.6 pixels off.
   */
  const space = () => {
    const screen = wrapper.querySelector<HTMLElement>('.xterm-screen');
    if (!screen) return;
    const { fontSize } = terminal.options;
    const known = `${fontSize} ${screen.offsetWidth} ${window.devicePixelRatio}`;
    if (known === spaced) return;
    spaced = known;
    const spacing = screen.offsetWidth / grid.cols - measureAdvance(wrapper, fontSize!);
    wrapper.style.setProperty('--cell-spacing', `${spacing}px`);
  };
  let spaced = '';
  const place = () => {
    const { dx, dy, scale, width, height, room } = placed;
    const x = dx - Math.round(Math.min(shift.x * width, Math.max(0, width - room.width)));
    const y = dy - Math.round(Math.min(shift.y * height, Math.max(0, height - room.height)));
    wrapper.style.transform = `translate(${x / scale}px, ${y / scale}px) scale(${1 / scale})`;
  };
  /** Keeps the cursor in view when the grid is larger than its box. */
  const followCursor = () => {
    if (magnification === 1) return;
    const { cursorX, cursorY } = terminal.buffer.active;
    const seen = { x: placed.room.width / placed.width, y: placed.room.height / placed.height };
    const at = { x: (cursorX + 1) / grid.cols, y: (cursorY + 1) / grid.rows };
    const next = { x: Math.max(0, at.x - seen.x * 0.9), y: Math.max(0, at.y - seen.y) };
    if (next.x !== shift.x || next.y !== shift.y) {
      shift = next;
      place();
    }
  };

  terminal.attachCustomKeyEventHandler((event) => on.key(event));
  const input = terminal.onData((data) => on.input(data));
  const binary = terminal.onBinary((data) => on.input(data));
  const moved = terminal.onCursorMove(followCursor);

  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = sanitisePaste(event.clipboardData?.getData('text/plain') ?? '');
    if (text) terminal.paste(text);
  };
  /** xterm copies its selection; clearing it then makes Ctrl+C interrupt again. */
  const copied = () => void setTimeout(() => terminal.clearSelection());
  const primary = keepPrimary(terminal);
  wrapper.addEventListener('paste', paste, true);
  wrapper.addEventListener('copy', copied);

  terminal.open(wrapper);
  terminal.textarea?.setAttribute('aria-label', label);
  measure();
  // xterm notices a new pixel ratio by itself, maybe later than the deck does.
  const resized = new ResizeObserver(space);
  resized.observe(wrapper.querySelector('.xterm-screen')!);

  return {
    terminal,
    write: (data, parsed) => terminal.write(data, parsed),
    restore(data, tail, shown) {
      let fault: Error | undefined;
      // The callback of an empty write runs after all earlier writes are parsed and before any later one is.
      terminal.write('', () => {
        try {
          restoreScreen(coreOf(terminal), data);
        } catch (error) {
          fault = error as Error;
        }
      });
      terminal.write(tail, () => {
        followCursor();
        shown(fault);
      });
    },
    replace(data, parsed) {
      const top = terminal.buffer.active;
      const back = top.baseY - top.viewportY;
      // RIS in the stream instead of reset(), since earlier writes must be parsed first. RIS leaves a hidden cursor
      // hidden, so show it.
      terminal.write('\u001bc\u001b[?25h');
      terminal.write(data, () => {
        if (back > 0) terminal.scrollToLine(Math.max(0, terminal.buffer.active.baseY - back));
        parsed?.();
      });
    },
    text: () => bufferText(terminal),
    fit: measure,
    magnify(factor) {
      magnification = factor;
      shift = { x: 0, y: 0 };
      measure();
      followCursor();
    },
    setTheme(name) {
      terminal.options.theme = PALETTES[name];
    },
    focus: () => terminal.focus(),
    blur: () => terminal.blur(),
    selection: () => terminal.getSelection(),
    alternate: () => terminal.buffer.active.type === 'alternate',
    dispose() {
      resized.disconnect();
      for (const each of [input, binary, moved, replies, primary]) each.dispose();
      wrapper.removeEventListener('paste', paste, true);
      wrapper.removeEventListener('copy', copied);
      terminal.dispose();
      wrapper.remove();
    },
  };
}

/** How many characters are laid out to measure one: half a pixel of rounding spreads over 1,000 of them. */
const ADVANCES = 1000;

/** The width of one character in laid-out text, in CSS pixels; a canvas would ignore the pixel ratio. */
function measureAdvance(parent: HTMLElement, fontSize: number): number {
  const line = document.createElement('span');
  line.className = 'deck-terminal-advances';
  line.style.font = `${WEIGHT.normal} ${fontSize}px ${FONT}`;
  line.textContent = 'W'.repeat(ADVANCES);
  parent.append(line);
  const advance = line.offsetWidth / ADVANCES;
  line.remove();
  return advance;
}

/** Ctrl+click only, so that a click while presenting never leaves the deck; http and https only. */
function openLink(event: MouseEvent, uri: string | ILink['text']): void {
  if (!event.ctrlKey && !event.metaKey) return;
  if (!/^https?:\/\//i.test(uri)) return;
  window.open(uri, '_blank', 'noopener,noreferrer');
}
