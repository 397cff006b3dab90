// Composition root of the speaker's page: a working mirror, what comes next, notes, time, the demos' state.
import '../theme/fonts.css';
import '../theme/tokens.css';
import './speaker.css';
import { dispatch } from '../../protocol/message.ts';
import type { Position } from '../../protocol/position.ts';
import { listenForKeys } from '../keys/listener.ts';
import { openLinksBeside } from '../page/leaving.ts';
import { createTheme } from '../page/theme.ts';
import { listen, post, ToSpeaker } from '../windows/messages.ts';
import { createClock } from './clock.ts';
import { type Content, content } from './content.ts';
import { formatDuration } from './pace.ts';
import { type Status, showStepsAndDemos } from './steps-and-demos.ts';

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const mirror = find<HTMLIFrameElement>('mirror');
const upcoming = find<HTMLIFrameElement>('upcoming');

createTheme();
let { talk, notes } = content;
document.title = `Speaker: ${talk.title}`;
const clock = createClock(find('clock'), talk.sections);

let at: Position | null = null;
let demo: string | null = null;
let status: Status = {
  t: 'status',
  link: 'connecting',
  demos: [],
  steps: [],
  sources: [],
  failures: [],
  proposal: null,
  aside: '',
  keys: false,
  drowsy: null,
};

function showNotes(): void {
  const note = notes.find((n) => n.h === at?.h && n.v === at?.v);
  find('notes').innerHTML = note?.html || '<p class="speaker-none">no notes for this slide</p>';
  find('title').textContent = note?.title ?? '';
  find('about').textContent = note?.seconds ? `about ${formatDuration(note.seconds * 1000)}` : '';
}

function showUpcoming(): void {
  if (at) post(upcoming.contentWindow, { t: 'upcoming', at });
}

listen(
  () => mirror.contentWindow,
  ToSpeaker,
  (message) => {
    dispatch<ToSpeaker>(message, {
      ready() {},
      status(message) {
        status = message;
      },
      at(message) {
        const first = at === null;
        const slide = at && (at.h !== message.at.h || at.v !== message.at.v);
        ({ at, demo } = message);
        find('place').textContent = `${message.slide} / ${message.slides}`;
        clock.arrive(notes.find((n) => n.h === at?.h && n.v === at?.v)?.section ?? '', !first);
        if (first || slide) showNotes();
        showUpcoming();
      },
    });
    showStepsAndDemos(find('steps-and-demos'), talk, status, demo);
  },
);
listen(() => upcoming.contentWindow, ToSpeaker, showUpcoming);
// Loaded only now: the first messages of a frame that loads before its listeners would be lost.
mirror.src = './?view=mirror';
upcoming.src = './?view=upcoming';

// When Tab has focused the notes or the steps, ↑ and ↓ scroll them; after a click, these keys still move the talk.
for (const id of ['notes', 'steps-and-demos']) find(id).tabIndex = 0;
const SCROLLS = ':is(#notes, #steps-and-demos):focus-visible';
window.addEventListener(
  'keydown',
  (event) => {
    const isScroll = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (isScroll && document.activeElement?.matches(SCROLLS)) event.stopImmediatePropagation();
  },
  true,
);

listenForKeys(window, (command) => post(mirror.contentWindow, { t: 'command', command }), {
  taker: {
    get active() {
      return status.keys;
    },
    press: () => post(mirror.contentWindow, { t: 'key', stop: false }),
    stop: () => post(mirror.contentWindow, { t: 'key', stop: true }),
  },
  // They would act on this page, or open it again.
  left: ['speaker', 'fullscreen'],
});
openLinksBeside();

import.meta.hot?.accept('./content.ts', (module) => {
  const next = module?.content as Content | undefined;
  if (next) ({ talk, notes } = next);
  showNotes();
});
