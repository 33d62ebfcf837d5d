/** How busy the machine is, from two looks at its processors. */

/** What `os.cpus()` says of one processor, in milliseconds since boot. */
export interface CpuTimes {
  readonly times: {
    readonly user: number;
    readonly nice: number;
    readonly sys: number;
    readonly idle: number;
    readonly irq: number;
  };
}

/** Share of time between two looks in which processors were busy, 0 to 1; 0 where no time went by. */
export function cpuRatio(before: readonly CpuTimes[], after: readonly CpuTimes[]): number {
  const totalMs = sumOf(after, allMs) - sumOf(before, allMs);
  const idleMs = sumOf(after, idleOf) - sumOf(before, idleOf);
  return totalMs <= 0 ? 0 : Math.min(1, Math.max(0, 1 - idleMs / totalMs));
}

function sumOf(cpus: readonly CpuTimes[], of: (cpu: CpuTimes) => number): number {
  return cpus.reduce((sum, cpu) => sum + of(cpu), 0);
}

function allMs({ times }: CpuTimes): number {
  return times.user + times.nice + times.sys + times.idle + times.irq;
}

function idleOf({ times }: CpuTimes): number {
  return times.idle;
}
