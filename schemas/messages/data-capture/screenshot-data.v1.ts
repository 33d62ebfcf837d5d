import { bytes, defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { epochMs, id, sessionId } from '../../fields.ts';

export const screenshotData = defineMessage({
  name: 'ScreenshotData',
  version: 1,
  owner: 'data-capture',
  doc: 'A picture of the desktop, looked at once and never kept: it stays in memory and is wiped after use.',
  channel: 'direct',
  sensitive: true,
  persist: 'never',
  key: 'sessionId',
  schema: z.object({
    sessionId,
    captureId: id.describe('Names this picture in logs, which never show it.'),
    at: epochMs.describe('When it was taken.'),
    width: z.int().min(1).max(16_384).describe('Pixels.'),
    height: z.int().min(1).max(16_384).describe('Pixels.'),
    format: z.enum(['png', 'webp', 'gray8']).describe('`gray8` is one byte a pixel, row by row, not compressed.'),
    reason: z.enum(['periodic', 'window-focus', 'on-demand']).default('periodic').describe('Why it was taken.'),
    image: bytes({ bytesMax: 524_288 }).describe('The picture in `format`.'),
  }),
  examples: [
    {
      sessionId: 'session-2144641057',
      captureId: 'capture-1',
      at: 1_790_000_060_000,
      width: 4,
      height: 2,
      format: 'gray8',
      image: Uint8Array.of(0, 0, 255, 0, 0, 128, 0, 0),
    },
  ],
});
