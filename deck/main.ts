// Composition root of the deck's page: builds the parts, connects them and starts reveal.
import Reveal, { type RevealApi } from 'reveal.js';
import 'reveal.js/reveal.css';
import './theme/index.css';
import './theme/overlays.css';
import 'virtual:blocks';
import 'virtual:theme';
import { dispatch, type Handlers } from '../protocol/message.ts';
import type { BlockContext } from './blocks/block.ts';
import { loadCellFonts } from './blocks/cell-font.ts';
import { defineEditor, loadEditor } from './blocks/editor.ts';
import { defineSteps } from './blocks/steps.ts';
import { defineTerminal, loadTerminalView } from './blocks/terminal.ts';
import { liveDriver } from './drivers/live.ts';
import { browserWorld, createRecordings } from './drivers/replay.ts';
import { createCommands } from './keys/commands.ts';
import { createHelp } from './keys/help.ts';
import { listenForKeys } from './keys/listener.ts';
import { createLink, createStaticLink, isServed } from './link/link.ts';
import { createAnnounce } from './page/announce.ts';
import { keepAwake } from './page/awake.ts';
import { type Content, content } from './page/content.ts';
import { createFooter } from './page/footer.ts';
import { createHint } from './page/hint.ts';
import { patchSlides } from './page/hot.ts';
import { watchLayout } from './page/layout.ts';
import { askBeforeClosing, openLinksBeside, reload } from './page/leaving.ts';
import { MOVES, onDeck } from './page/on-deck.ts';
import { painted } from './page/painted.ts';
import { createTheme } from './page/theme.ts';
import { createAside } from './steps/aside.ts';
import { createBounce } from './steps/bounce.ts';
import { createFailover } from './steps/failover.ts';
import { passedSteps } from './steps/fragments.ts';
import { createHolds } from './steps/holds.ts';
import { createOwnKeys } from './steps/own-keys.ts';
import { followRecordings } from './steps/playback.ts';
import { createPresenter } from './steps/presenter.ts';
import { createSources } from './steps/sources.ts';
import { createStepStates } from './steps/step-states.ts';
import { createCompanions, noCompanions } from './windows/companions.ts';
import { arrival, followOthers } from './windows/follow.ts';
import { listen, post, ToDeck } from './windows/messages.ts';
import { reportToSpeaker } from './windows/report.ts';

/** Which view this is: `mirror` and `upcoming` are frames in the speaker's page; `upcoming` starts nothing. */
const view = new URLSearchParams(location.search).get('view') ?? 'audience';
const inert = view === 'upcoming';
document.documentElement.dataset.view = view;

const arrived = arrival();
const { talk } = content;
const slides = document.querySelector<HTMLElement>('.reveal .slides')!;
slides.innerHTML = content.html;
document.title = talk.title;

const theme = createTheme();
const served = !inert && isServed(document.documentElement);
const link = served ? createLink(document.baseURI, undefined, reload) : createStaticLink();
const companions = inert ? noCompanions : createCompanions(document.baseURI);
// The first slide is drawn before anything else is loaded; a preview shows no terminal at all.
const drawn = inert ? new Promise<void>(() => {}) : painted();
const recordings = createRecordings(
  talk,
  browserWorld(drawn, (why) => aside.say(why)),
);
const sources = createSources(talk, link, (demo) => {
  const passed = deck.isReady() ? passedSteps(slides, deck.getCurrentSlide(), demo) : [];
  return passed.some((step) => states.live(demo, step).state === 'waiting');
});
const holds = createHolds(companions);
const aside = createAside(companions);
const states = createStepStates(talk, link, sources, recordings, holds);
const deck = new Reveal({
  width: 1920,
  height: 1080,
  margin: 0,
  minScale: 0.05,
  maxScale: 10,
  center: false,
  controls: false,
  progress: false,
  hash: !inert,
  fragmentInURL: true,
  respondToHashChanges: !inert,
  keyboard: false,
  overview: false,
  touch: false,
  help: false,
  jumpToSlide: false,
  postMessage: false,
  postMessageEvents: false,
  focusBodyOnPageVisibilityChange: false,
  scrollActivationWidth: 0,
  transition: 'fade',
  backgroundTransition: 'none',
  hideInactiveCursor: true,
  viewDistance: 2,
  // How long lines of code that stay take to move to their new place, in seconds.
  autoAnimateDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 0.32,
  autoAnimateEasing: 'cubic-bezier(0.2, 0, 0, 1)',
});
window.deck = deck;

const footer = createFooter(deck, talk);
const hint = createHint(1500);
const help = createHelp();
const layout = watchLayout(deck);
layout.on(() => footer.layOut());

const blocks: BlockContext = {
  inert,
  scaled: () => slides,
  mayType: () => link.role() !== 'viewer',
  isCurrent: (element) => deck.isReady() && deck.getCurrentSlide()?.contains(element) === true,
  source: (ref) => sources.of(ref),
  on(listener) {
    const slide = () => listener('slide');
    const fragment = () => listener('fragment');
    const offs = [
      onDeck(deck, ['ready', 'slidechanged'], slide),
      onDeck(deck, ['fragmentshown', 'fragmenthidden'], fragment),
      layout.on(() => listener('layout')),
      theme.on(() => listener('theme')),
      sources.on(() => listener('source')),
    ];
    return () => {
      for (const off of offs) off();
    };
  },
};
const drivers = { live: liveDriver(link, (why) => aside.say(why)), replay: recordings };
defineTerminal({
  ...blocks,
  driver: (source) =>
    source === 'live' ? drivers.live : (ref, emit) => recordings.of(ref.demo).open(ref, emit),
  failed: (ref, reason) => sources.failed(ref, reason),
  theme: () => theme.now(),
});
defineEditor({
  ...blocks,
  link,
  passed: (demo) => passedSteps(slides, deck.getCurrentSlide(), demo),
  hint: (text) => hint.show(text),
});
defineSteps({
  step: (demo, step) => (inert ? null : states.view(demo, step)),
  on(listener) {
    const offs = [states.on(listener), onDeck(deck, MOVES, listener)];
    return () => {
      for (const off of offs) off();
    };
  },
});

await deck.initialize();
if (!inert) createAnnounce(deck);

const world = {
  deck,
  talk,
  link,
  sources,
  states,
  recordings,
  companions,
  aside,
  hint: (text: string, forMs?: number) => hint.show(text, forMs),
};
const ownKeys = createOwnKeys(world);
const failover = createFailover(world);
const presenter = createPresenter({ ...world, holds, failover, ownKeys });
const bounce = createBounce(companions);
const commands = createCommands({ ...world, presenter, failover, bounce, theme, help });

followOthers(deck, link, companions, arrived, (play) => {
  if (!inert) followRecordings(deck, talk, recordings, play);
  footer.update();
});
link.on((event) => {
  if (event.kind === 'state') footer.showState(event.state === 'reconnecting' ? 'reconnecting' : '');
  else if (event.message.t === 'error') aside.say(event.message.why);
  else if (event.message.t === 'welcome') document.documentElement.dataset.role = event.message.role;
});

void drawn.then(() => {
  void loadCellFonts();
  void loadTerminalView();
  if (talk.demos.some(({ files }) => files.length > 0)) void loadEditor();
  for (const { id } of talk.demos) recordings.of(id);
});

if (!inert) {
  // A frame can't be full screen.
  const left = view === 'mirror' ? (['fullscreen'] as const) : [];
  listenForKeys(window, (command) => commands.run(command), { taker: ownKeys, left });
  openLinksBeside();
}

// In dev the page reloads by itself at every change.
if (view === 'audience' && served && !import.meta.hot) askBeforeClosing(() => link.role() === 'speaker');

const awake = inert ? undefined : keepAwake();
if (view === 'audience') {
  // For the speaker, but the audience may see it; the speaker's page has the reason.
  const say = () =>
    awake?.why() && link.role() === 'speaker' && hint.show('this screen may turn off by itself');
  awake?.on(say);
  link.on((event) => event.kind === 'state' && event.state === 'open' && say());
}

if (view === 'mirror') reportToSpeaker({ ...world, ownKeys, failover, awake: awake! });
// The mirror does what the speaker's page says; the preview only shows what comes next.
const listening: Handlers<ToDeck> = {
  command: ({ command }) => inert || commands.run(command),
  key: ({ stop }) => inert || (stop ? ownKeys.stop() : ownKeys.press()),
  upcoming({ at }) {
    if (!inert) return;
    deck.slide(at.h, at.v, at.f);
    deck.next();
  },
};
if (view !== 'audience')
  listen(
    () => window.parent,
    ToDeck,
    (message) => dispatch<ToDeck>(message, listening),
  );
if (inert) post(window.parent, { t: 'ready' });

let shown: Content = content;
import.meta.hot?.accept('./page/content.ts', (module) => {
  const next = module?.content as Content | undefined;
  if (!next) return;
  patchSlides(deck, shown, next);
  shown = next;
  footer.update();
});

declare global {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to another.
  interface Window {
    /** The reveal API, for tests and scripts. */
    deck: RevealApi;
  }
}
