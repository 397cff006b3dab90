// Composition root of the speaker's page: a working mirror, what comes next, notes, time, the demos' real state.
import '../theme/fonts.css';
import '../theme/tokens.css';
import './speaker.css';
import { dispatch } from '../../protocol/message.ts';
import type { Position } from '../../protocol/position.ts';
import { type Command, listenForKeys } from '../keys/keys.ts';
import { createTheme } from '../page/theme.ts';
import { hear, say, ToSpeaker } from '../windows/messages.ts';
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
let status: Status = { t: 'status', link: 'connecting', demos: [], steps: [], sources: [], keys: false };

function showNotes(): void {
  const note = notes.find((n) => n.h === at?.h && n.v === at?.v);
  find('notes').innerHTML = note?.html || '<p class="speaker-none">no notes for this slide</p>';
  find('title').textContent = note?.title ?? '';
  find('about').textContent = note?.seconds ? `about ${formatDuration(note.seconds * 1000)}` : '';
}

function showUpcoming(): void {
  if (at) say(upcoming.contentWindow, { t: 'upcoming', at });
}

hear(
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
hear(() => upcoming.contentWindow, ToSpeaker, showUpcoming);
// Only now: a frame that was quicker than its listeners would not be heard.
mirror.src = './?view=mirror';
upcoming.src = './?view=upcoming';

// Reached by Tab, notes and steps scroll with ↑ and ↓; clicked into, these keys go on moving the talk.
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

/** What would act on this page or open it again means nothing here. */
const OWN: readonly Command[] = ['speaker', 'fullscreen'];
listenForKeys(
  window,
  (command) => {
    if (!OWN.includes(command)) say(mirror.contentWindow, { t: 'command', command });
  },
  {
    get active() {
      return status.keys;
    },
    press: () => say(mirror.contentWindow, { t: 'key', stop: false }),
    stop: () => say(mirror.contentWindow, { t: 'key', stop: true }),
  },
);

import.meta.hot?.accept('./content.ts', (module) => {
  const next = module?.content as Content | undefined;
  if (next) ({ talk, notes } = next);
  showNotes();
});
