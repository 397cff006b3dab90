// `npm run check`: what must pass before a commit; it installs nothing.
import { verb } from './verb.ts';

export default verb({
  name: 'check',
  help: 'Checks format, lint, types and unit tests, and the same for the Rust side; installs nothing.',
  options: {},
  async run() {
    const { checkProject } = await import('../checks/check.ts');
    return await checkProject();
  },
});
