// Carries out the deck's commands, here and, where needed, in its other windows.
import type { RevealApi } from 'reveal.js';
import type { SourceView } from '../../protocol/pane.ts';
import { type PaneRef, paneKey } from '../../protocol/pane.ts';
import type { PressKey } from '../../protocol/position.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { type DeckEditor, isEditor } from '../blocks/editor.ts';
import { type DeckTerminal, isTerminal } from '../blocks/terminal.ts';
import { paneOfStep } from '../drivers/driver.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import { toggleFullscreen } from '../page/fullscreen.ts';
import type { Theme } from '../page/theme.ts';
import type { Bounce } from '../steps/bounce.ts';
import type { Failover } from '../steps/failover.ts';
import { stepsOf } from '../steps/fragments.ts';
import type { Presenter } from '../steps/presenter.ts';
import type { Sources } from '../steps/sources.ts';
import type { Companions } from '../windows/companions.ts';
import type { Help } from './help.ts';
import type { Command } from './keys.ts';

export type CommandsWorld = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  recordings: Recordings;
  presenter: Presenter;
  failover: Failover;
  bounce: Bounce;
  companions: Companions;
  theme: Theme;
  help: Help;
};

/** The command behind each of a remote's buttons. */
const PRESSES: Record<PressKey, Command> = { next: 'next', previous: 'previous', failover: 'source' };

/** Commands for the speaker only: they act on the demos or open the speaker's page. */
const SPEAKER_ONLY: ReadonlySet<Command> = new Set<Command>([
  'prepared',
  'at-once',
  'own-keys',
  'catch-up',
  'take-back',
  'difference',
  'reset',
  'speaker',
]);

/** Commands that a bouncing clicker, or two windows at once, must not carry out twice. */
const PRESSED: ReadonlySet<Command> = new Set<Command>(['next', 'prepared', 'at-once']);

/** The blocks that can be enlarged. */
type Block = DeckTerminal | DeckEditor;

export type Commands = { run(command: Command): void };

export function createCommands(world: CommandsWorld): Commands {
  const { deck, talk, link, sources, recordings, presenter, failover, bounce } = world;
  const { companions, theme, help } = world;

  const blocks = (): Block[] =>
    [...(deck.getCurrentSlide()?.querySelectorAll('deck-terminal, deck-editor') ?? [])].filter(isBlock);
  const blockOf = (ref: PaneRef | undefined) =>
    ref && blocks().find((block) => paneKey(block.ref) === paneKey(ref));
  const focused = () => {
    const block = document.activeElement?.closest('deck-terminal, deck-editor');
    return isBlock(block) ? block : undefined;
  };
  /** The focused block, else an enlarged one, else the one of the last step shown, else the slide's first. */
  const current = <B extends Block>(is: (block: Block | undefined) => block is B): B | undefined => {
    const slide = deck.getCurrentSlide();
    const shown = slide ? stepsOf(slide).filter((step) => step.shown) : [];
    const last = shown.reverse().map(({ demo, step }) => blockOf(paneOfStep(talk, demo, step)));
    const enlarged = blocks().find((block) => block.enlarged);
    return [focused(), enlarged, ...last, ...blocks()].find(is);
  };
  const rescue = (act: 'catch-up' | 'back') => {
    const ref = current(isEditor)?.ref;
    if (ref) link.send({ t: 'rescue', demo: ref.demo, file: ref.pane, act });
  };

  const enlarge = (block: Block, on: boolean) => {
    for (const other of blocks()) if (other !== block) other.enlarged = false;
    block.enlarged = on;
    document.documentElement.classList.toggle('deck-enlarged', on);
  };
  const comparing = () =>
    blocks()
      .filter(isEditor)
      .find((editor) => editor.comparing);
  const reset = (demo: string) => {
    presenter.forget();
    sources.reset(demo);
    recordings.of(demo).seek(null);
  };
  const goTo = (slide: Element | null | undefined) => {
    if (!slide) return;
    const { h, v } = deck.getIndices(slide as HTMLElement);
    deck.slide(h, v, -1);
  };

  const actions: Record<Command, () => void> = {
    next: () => (link.role() === 'viewer' ? deck.next() : presenter.advance()),
    previous: () => presenter.back(),
    prepared: () => presenter.prepared(),
    'at-once': () => presenter.atOnce(),
    'own-keys': () => presenter.byOwnKeys(),
    'catch-up': () => rescue('catch-up'),
    'take-back': () => rescue('back'),
    difference: () => current(isEditor)?.compare(),
    first: () => deck.slide(0, 0, -1),
    last: () => goTo([...(deck.getSlidesElement()?.querySelectorAll('section:not(.stack)') ?? [])].at(-1)),
    questions: () =>
      goTo(deck.getSlidesElement()?.querySelector('section[data-section="questions"]:not(.stack)')),
    leave: () => focused()?.leave(),
    source: () => failover.press(current(isBlock)?.ref),
    enlarge() {
      const block = current(isBlock);
      if (!block) return;
      enlarge(block, !block.enlarged);
      companions.send({ t: 'enlarged', ...block.ref, on: block.enlarged });
    },
    larger: () => magnify(1),
    smaller: () => magnify(-1),
    reset() {
      const slide = deck.getCurrentSlide();
      const first = slide && stepsOf(slide)[0];
      const demo = first?.demo ?? current(isBlock)?.ref.demo;
      if (!demo) return;
      link.send({ t: 'reset', demo });
      reset(demo);
      companions.send({ t: 'reset', demo });
      if (!first) return;
      const { h, v } = deck.getIndices();
      deck.slide(h, v, first.index - 1);
    },
    blank() {
      deck.togglePause();
      companions.send({ t: 'blank', on: deck.isPaused() });
    },
    theme: () => theme.set(theme.now() === 'dark' ? 'light' : 'dark'),
    speaker() {
      const page = link.state() === 'static' ? 'speaker.html' : 'speaker';
      window.open(new URL(page, document.baseURI), 'deck-speaker', 'popup,width=1280,height=800');
    },
    fullscreen: () => toggleFullscreen(),
    help: () => help.toggle(),
    close() {
      if (help.open) help.toggle(false);
      else if (deck.isPaused()) actions.blank();
      else if (comparing()) comparing()!.compare(false);
      else if (current(isBlock)?.enlarged) actions.enlarge();
    },
  };
  const magnify = (direction: 1 | -1) => {
    const block = current(isBlock);
    if (!block) return;
    block.magnify(direction);
    companions.send({ t: 'magnify', ...block.ref, direction });
  };

  companions.on((message) => {
    switch (message.t) {
      case 'source':
        failover.choose(message, message.source);
        break;
      case 'completed':
        recordings.of(message.demo).complete();
        break;
      case 'enlarged': {
        const block = blockOf(message);
        if (block) enlarge(block, message.on);
        break;
      }
      case 'magnify':
        blockOf(message)?.magnify(message.direction);
        break;
      case 'reset':
        reset(message.demo);
        break;
      case 'blank':
        deck.togglePause(message.on);
        break;
      // For follow.ts and the rooms of the steps.
      case 'at':
      case 'keys':
      case 'hold':
      case 'missing':
      case 'aside':
      case 'pressed':
        break;
      default:
        message satisfies never;
    }
  });
  const press = (command: Command) => {
    if (!PRESSED.has(command) || bounce.fresh(command)) actions[command]();
  };
  /** Shows the source that the speaker has chosen; later choices reach the speaker's windows as companions. */
  const follow = (view: SourceView) => {
    if (sources.of(view) !== view.source) failover.choose(view, view.source);
  };
  let opened = false;
  link.on((event) => {
    if (event.kind !== 'message') return;
    const { message } = event;
    const isViewer = link.role() === 'viewer';
    if (message.t === 'press') press(PRESSES[message.key]);
    if (message.t === 'source' && isViewer) follow(message);
    if (message.t !== 'welcome') return;
    if (isViewer || !opened) for (const view of message.sources) follow(view);
    opened = true;
  });
  deck.on('slidechanged', () => document.documentElement.classList.remove('deck-enlarged'));

  return {
    run(command) {
      if (link.role() === 'speaker' || !SPEAKER_ONLY.has(command)) press(command);
    },
  };
}

function isBlock(element: Element | null | undefined): element is Block {
  return isTerminal(element) || isEditor(element);
}
