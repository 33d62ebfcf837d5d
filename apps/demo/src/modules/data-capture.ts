/** data-capture: gives what a source saw its session, sequence and date, and passes it on. */
import { connectDataCapture, type DataCapture, type RawEventInput } from '@skelly-jelly/data-capture';
import type { Captured, Source, SourceReport } from '../capture/captured.ts';
import { createHeatMap, HEAT_MAP_HEIGHT, HEAT_MAP_WIDTH } from '../capture/heat-map.ts';
import type { Recorder } from '../capture/recorder.ts';
import { createStamper } from '../capture/stamper.ts';
import { Life, type Running, type Site } from '../common/life.ts';

export interface DataCaptureOptions {
  readonly source: Source;
  readonly recorder: Recorder | undefined;
}

export interface RunningDataCapture extends Running<DataCapture> {
  /** Captures until the input ends, `signal` aborts, or a Shutdown comes. @throws InputError */
  capture(signal: AbortSignal): Promise<SourceReport>;
}

/** Connects; resolves when the module is ready. */
export async function startDataCapture(site: Site, options: DataCaptureOptions): Promise<RunningDataCapture> {
  const sdk = await connectDataCapture(site.bus);
  const life = new Life(sdk, site);
  const stop = new AbortController();
  const take = createIntake({ sdk, life }, options);
  let running: Promise<SourceReport> | undefined;
  await life.begin(async () => {
    stop.abort();
    // Whoever called `capture` hears of a failure; here it matters only that it is over.
    await Promise.allSettled([running]);
  });
  return {
    sdk,
    capture(signal) {
      running = options.source.run(take, AbortSignal.any([signal, stop.signal]));
      return running;
    },
  };
}

interface Desk {
  readonly sdk: DataCapture;
  readonly life: Life;
}

function createIntake({ sdk, life }: Desk, { source, recorder }: DataCaptureOptions): (captured: Captured) => void {
  const stamp = createStamper(source);
  const picture = createPictures({ sdk, life }, source.session);
  return (captured) => {
    recorder?.write(captured);
    const event = stamp(captured);
    if (sdk.rawEvent.emit(event)) life.tally.sent('RawEvent');
    else life.tally.failed('RawEvent');
    picture(event);
  };
}

/** Takes a picture each time that so much event time went by. */
function createPictures({ sdk, life }: Desk, sessionId: string): (event: RawEventInput) => void {
  const map = createHeatMap();
  let count = 0;
  let lastAt: number | undefined;
  return (event) => {
    if ('x' in event && event.x !== undefined && event.y !== undefined) map.add(event.x, event.y);
    lastAt ??= event.at;
    if (event.at - lastAt < life.settings.screenshotEveryMs) return;
    lastAt = event.at;
    const size = { width: HEAT_MAP_WIDTH, height: HEAT_MAP_HEIGHT, format: 'gray8' } as const;
    const screenshot = { sessionId, captureId: `${sessionId}/c${count}`, at: event.at, ...size, image: map.take() };
    count += 1;
    if (sdk.screenshotData.emit(screenshot)) life.tally.sent('ScreenshotData');
    else life.tally.failed('ScreenshotData');
  };
}
