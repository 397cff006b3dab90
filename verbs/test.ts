// `npm test`: sets everything up and tests it, with real Chromium and real eBPF.
import { flag } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'test',
  help: 'Sets everything up and tests it: real Chromium, real eBPF.',
  options: {
    yes: flag('use sudo apt-get without asking'),
    all: flag('also what takes longer: all sizes, cuts and lifetimes'),
  },
  async run(options) {
    const { testProject } = await import('../checks/test.ts');
    return await testProject(options);
  },
});
