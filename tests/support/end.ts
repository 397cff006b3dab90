// Ends the Chromium that a test file has used; runs around every file in tests/.
import { afterAll } from 'vitest';
import { endChromium } from './browser.ts';

afterAll(endChromium);
