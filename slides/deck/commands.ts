// Carries out the deck's keys, here and, where it concerns them, in its other windows. Listens to no keys.
import type { RevealApi } from 'reveal.js';
import type { PressKey } from '../../protocol/message.ts';
import type { PublicTalk } from '../../protocol/talk.ts';
import { type DeckTerminal, isTerminal } from './blocks/terminal.ts';
import type { Companions } from './companions.ts';
import { type PaneRef, paneKey, paneOfStep, type Source } from './drivers/driver.ts';
import type { Recordings } from './drivers/replay.ts';
import { stepsOf } from './fragments.ts';
import type { Help } from './help.ts';
import type { Command } from './keys.ts';
import type { Link } from './link.ts';
import type { Presenter } from './presenter.ts';
import type { Sources } from './sources.ts';
import type { StepStates } from './stepstates.ts';
import type { Theme } from './theme.ts';

export type CommandsWorld = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  states: StepStates;
  recordings: Recordings;
  presenter: Presenter;
  companions: Companions;
  theme: Theme;
  help: Help;
};

/** A remote's buttons are keys of the deck. */
const PRESSES: Record<PressKey, Command> = { next: 'next', previous: 'previous', failover: 'source' };

/** What a viewer can't do: it would act on the demos, or open what it may not have. */
const SPEAKERS: ReadonlySet<Command> = new Set<Command>(['prepared', 'reset', 'speaker']);

export type Commands = { run(command: Command): void; dispose(): void };

export function createCommands(world: CommandsWorld): Commands {
  const { deck, talk, link, sources, recordings, presenter, companions, theme, help } = world;

  const terminals = (): DeckTerminal[] =>
    [...(deck.getCurrentSlide()?.querySelectorAll('deck-terminal') ?? [])].filter(isTerminal);
  const terminalOf = (ref: PaneRef | undefined) =>
    ref && terminals().find((terminal) => paneKey(terminal.ref) === paneKey(ref));
  const focused = () => {
    const terminal = document.activeElement?.closest('deck-terminal');
    return isTerminal(terminal) ? terminal : undefined;
  };
  /** The focused pane, else an enlarged one, else that of the last step shown, else the slide's first. */
  const current = (): DeckTerminal | undefined => {
    const slide = deck.getCurrentSlide();
    const last = slide && stepsOf(slide).findLast((step) => step.shown);
    return (
      focused() ??
      terminals().find((terminal) => terminal.enlarged) ??
      terminalOf(last && paneOfStep(talk, last.demo, last.step)) ??
      terminals()[0]
    );
  };

  const choose = (ref: PaneRef, source: Source) => {
    if (source === 'replay') {
      // Where the live demo was: a step that has not come to its end is played from its beginning.
      const recording = recordings.of(ref.demo);
      const { step } = recording.at();
      const state = step === null ? 'met' : world.states.get(ref.demo, step);
      sources.choose(ref, source);
      if (step !== null && state !== 'met') recording.play(step);
    } else sources.choose(ref, source);
  };
  const enlarge = (terminal: DeckTerminal, on: boolean) => {
    for (const other of terminals()) if (other !== terminal) other.enlarged = false;
    terminal.enlarged = on;
    document.documentElement.classList.toggle('deck-enlarged', on);
  };
  const reset = (demo: string) => {
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
    first: () => deck.slide(0, 0, -1),
    last: () => goTo([...(deck.getSlidesElement()?.querySelectorAll('section:not(.stack)') ?? [])].at(-1)),
    questions: () =>
      goTo(deck.getSlidesElement()?.querySelector('section[data-section="questions"]:not(.stack)')),
    leave: () => focused()?.leave(),
    source() {
      const ref = current()?.ref;
      if (!ref) return;
      const source = sources.of(ref) === 'live' ? 'replay' : 'live';
      choose(ref, source);
      companions.tell({ t: 'source', ...ref, source });
    },
    enlarge() {
      const terminal = current();
      if (!terminal) return;
      enlarge(terminal, !terminal.enlarged);
      companions.tell({ t: 'enlarged', ...terminal.ref, on: terminal.enlarged });
    },
    larger: () => magnify(1),
    smaller: () => magnify(-1),
    reset() {
      const slide = deck.getCurrentSlide();
      const first = slide && stepsOf(slide)[0];
      const demo = first?.demo ?? current()?.ref.demo;
      if (!demo) return;
      link.send({ t: 'reset', demo });
      reset(demo);
      companions.tell({ t: 'reset', demo });
      if (!first) return;
      const { h, v } = deck.getIndices();
      deck.slide(h, v, first.index - 1);
    },
    blank() {
      deck.togglePause();
      companions.tell({ t: 'blank', on: deck.isPaused() });
    },
    theme: () => theme.set(theme.now() === 'dark' ? 'light' : 'dark'),
    speaker() {
      const page = link.state() === 'static' ? 'speaker.html' : 'speaker';
      window.open(new URL(page, document.baseURI), 'deck-speaker', 'popup,width=1280,height=800');
    },
    fullscreen() {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen().catch(() => {});
    },
    help: () => help.toggle(),
    close() {
      if (help.open) help.toggle(false);
      else if (deck.isPaused()) actions.blank();
      else if (current()?.enlarged) actions.enlarge();
    },
  };
  const magnify = (direction: 1 | -1) => {
    const terminal = current();
    if (!terminal) return;
    terminal.magnify(direction);
    companions.tell({ t: 'magnify', ...terminal.ref, direction });
  };

  const offCompanions = companions.on((message) => {
    switch (message.t) {
      case 'source':
        choose(message, message.source);
        break;
      case 'completed':
        recordings.of(message.demo).complete();
        break;
      case 'enlarged': {
        const terminal = terminalOf(message);
        if (terminal) enlarge(terminal, message.on);
        break;
      }
      case 'magnify':
        terminalOf(message)?.magnify(message.direction);
        break;
      case 'reset':
        reset(message.demo);
        break;
      case 'blank':
        deck.togglePause(message.on);
        break;
    }
  });
  const offLink = link.on((event) => {
    if (event.kind === 'message' && event.message.t === 'press') actions[PRESSES[event.message.key]]();
  });
  const unenlarge = () => document.documentElement.classList.remove('deck-enlarged');
  deck.on('slidechanged', unenlarge);

  return {
    run(command) {
      if (link.role() === 'speaker' || !SPEAKERS.has(command)) actions[command]();
    },
    dispose() {
      offCompanions();
      offLink();
      deck.off('slidechanged', unenlarge);
    },
  };
}
