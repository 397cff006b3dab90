// `npm run look`: takes pictures of the slides, and lists what is wrong on them.
import { choice, flag, placeOf, port, TALK, values } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'look',
  help: 'Draws every slide in three sizes and two themes, and lists what is clipped, overlapping, small or faint.',
  words: { shown: '[SLIDE …]', help: "part of a file's name, or a slide's number: 03-life, packet, 12" },
  options: {
    talk: TALK,
    size: values('WIDTHxHEIGHT', 'one size instead of 1920x1080, 1280x720 and 1024x768', (text) => {
      const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
      if (!Number(width) || !Number(height)) throw new Error('is not a size like 1280x720');
      return { width: Number(width), height: Number(height) };
    }),
    theme: choice(['dark', 'light'], 'one theme only', undefined),
    all: flag('a picture of every fragment, not only the first and last of each slide'),
    port: port(4242),
  },
  async run({ talk, ...options }, only) {
    const { lookAt } = await import('../checks/look/look.ts');
    return (await lookAt(placeOf(talk), { ...options, only })) === 0 ? 0 : 1;
  },
});
