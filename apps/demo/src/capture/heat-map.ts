/** Where the pointer was, as a small grey picture: what the demo has in place of a real screenshot. */

export const HEAT_MAP_WIDTH = 48;
export const HEAT_MAP_HEIGHT = 27;
/** Pixels of desktop for a pixel of the picture. */
const SCALE_PX = 40;
const STEP = 8;

export interface HeatMap {
  add(x: number, y: number): void;
  /** The picture, one byte a pixel, which the caller owns; starts a new one. */
  take(): Uint8Array;
}

/** Starts with an empty picture. */
export function createHeatMap(): HeatMap {
  let pixels = new Uint8Array(HEAT_MAP_WIDTH * HEAT_MAP_HEIGHT);
  return {
    add(x, y) {
      const column = cell(x, HEAT_MAP_WIDTH);
      const index = cell(y, HEAT_MAP_HEIGHT) * HEAT_MAP_WIDTH + column;
      pixels[index] = Math.min(255, (pixels[index] ?? 0) + STEP);
    },
    take() {
      const taken = pixels;
      pixels = new Uint8Array(HEAT_MAP_WIDTH * HEAT_MAP_HEIGHT);
      return taken;
    },
  };
}

function cell(position: number, size: number): number {
  return Math.min(size - 1, Math.max(0, Math.floor(position / SCALE_PX)));
}
