// Composition root of the remote, a page for a phone: three buttons, the current slide's number and the time.
import '../theme/fonts.css';
import '../theme/tokens.css';
import './remote.css';
import { slides, title } from 'virtual:outline';
import type { ServerMessage } from '../../protocol/message.ts';
import type { Position, PressKey } from '../../protocol/position.ts';
import { createLink, isServed, type LinkState } from '../link/link.ts';
import { keepAwake } from '../page/awake.ts';
import { createTheme } from '../page/theme.ts';

/** How long a message stays, in ms. */
const MESSAGE_MS = 4000;

const KEYS: readonly PressKey[] = ['next', 'previous', 'failover'];
const WORDS: Record<LinkState, string> = {
  static: 'no server',
  connecting: 'connecting',
  open: 'connected',
  reconnecting: 'reconnecting',
};

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const buttons = KEYS.map((key) => ({ key, button: find<HTMLButtonElement>(key) }));

createTheme();
const awake = keepAwake();
const showScreen = () => {
  const why = awake.why();
  find('screen').textContent = why ? `The screen may turn off: ${why}.` : '';
};
awake.on(showScreen);
showScreen();
document.title = `Remote: ${title}`;
showLink('static');
showPlace(null);
showTime();
setInterval(showTime, 1000);

// A static site has no server to send a press to.
if (isServed(document.documentElement)) {
  const link = createLink(document.baseURI, 'remote');
  showLink(link.state());
  link.on((event) => {
    if (event.kind === 'state') showLink(event.state);
    else receive(event.message);
  });
  for (const { key, button } of buttons) {
    button.addEventListener('click', () => {
      showMessage('');
      if (!link.send({ t: 'press', key })) showMessage('not connected: the press was not sent');
    });
  }
}

function receive(message: ServerMessage): void {
  if (message.t === 'welcome' || message.t === 'at') showPlace(message.at);
  if (message.t === 'error') showMessage(message.why);
}

function showLink(state: LinkState): void {
  find('link').textContent = WORDS[state];
  document.documentElement.dataset.link = state;
  for (const { button } of buttons) button.disabled = state !== 'open';
}

function showPlace(at: Position | null): void {
  const index = at ? slides.findIndex(({ h, v }) => h === at.h && v === at.v) : 0;
  find('section').textContent = slides[index]?.section ?? '';
  find('place').textContent = index < 0 ? '' : `${index + 1} / ${slides.length}`;
}

function showTime(): void {
  find('time').textContent = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

let clearing: ReturnType<typeof setTimeout> | undefined;
function showMessage(text: string): void {
  clearTimeout(clearing);
  find('said').textContent = text;
  if (text) clearing = setTimeout(() => showMessage(''), MESSAGE_MS);
}
