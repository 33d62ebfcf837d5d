/** What goes wrong in a run, and how it ends. */
import type { FaultPlan, GroupPlan } from './plan.ts';
import type { Membership, Seat } from './seat.ts';
import type { Simulation } from './simulation.ts';

export class Faults {
  readonly #simulation: Simulation;
  /** Nothing new goes wrong. */
  #over = false;
  readonly #places = new Set<number>();
  /** A crash leaves its calls without an end. */
  readonly #closing = new Map<Promise<void>, Seat>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  schedule(): void {
    const { plan, clock, history } = this.#simulation;
    for (const fault of plan.faults) {
      const { at } = fault;
      if ('ms' in at) clock.setTimer(() => this.#strike(fault), at.ms);
      else history.at(at.happening, () => afterTurns(at.turns, () => this.#strike(fault)));
    }
  }

  /** Everything works again. */
  async heal(): Promise<void> {
    this.#over = true;
    const simulation = this.#simulation;
    simulation.store.heal();
    for (const [place, seat] of simulation.seats.entries()) {
      if (!seat.alive) await simulation.restart(place);
      else this.#mend(seat);
    }
    await Promise.all([...this.#closing].filter(([, seat]) => seat.alive).map(([left]) => left));
    for (const group of simulation.plan.groups) simulation.start(group);
  }

  #mend(seat: Seat): void {
    seat.desk.resume();
    seat.desk.clock.skewMs = 0;
    for (const membership of seat.memberships.values()) resume(membership);
  }

  #strike(fault: FaultPlan): void {
    if (this.#over) return;
    const simulation = this.#simulation;
    const seat = simulation.seats[fault.seat];
    const group = simulation.plan.groups[fault.group];
    if (seat?.alive !== true || group === undefined) return;
    this.#act(fault, seat, group);
  }

  #act(fault: FaultPlan, seat: Seat, group: GroupPlan): void {
    const simulation = this.#simulation;
    const membership = seat.memberships.get(group.name);
    if (fault.kind !== 'crash')
      simulation.history.note({ kind: 'fault', fault: fault.kind, seat: seat.index, group: group.name });
    switch (fault.kind) {
      case 'crash':
        simulation.crash(seat);
        this.#later(fault, () => this.#replace(fault.seat));
        return;
      case 'cut':
        seat.desk.pause();
        this.#later(fault, () => seat.desk.resume());
        return;
      case 'jump':
        simulation.clock.jumpWall(fault.ms);
        return;
      case 'skew':
        seat.desk.clock.skewMs += fault.ms;
        return;
      case 'join':
        if (group.startMs <= simulation.clock.monotonic()) simulation.join(seat, group);
        return;
      case 'redrive':
        this.redrive(seat).catch(() => this.#fails('redrive', seat)); // the link may be cut
        return;
      case 'pause-subscription':
      case 'close-subscription':
        if (membership !== undefined) this.#interrupt(fault, seat, membership);
    }
  }

  /** Pauses or closes a subscription for a while. */
  #interrupt(fault: FaultPlan, seat: Seat, membership: Membership): void {
    const simulation = this.#simulation;
    const group = simulation.plan.groups[fault.group];
    if (fault.kind === 'pause-subscription') {
      membership.paused = true;
      membership.subscription.pause();
      this.#later(fault, () => resume(membership));
      return;
    }
    if (group?.topic.mode !== 'reliable') return; // what waits in other groups ends with them
    const left = (): void => {
      seat.memberships.delete(group.name);
    };
    this.#closing.set(membership.subscription.close().then(left, left), seat);
    this.#later(fault, () => simulation.join(seat, group));
  }

  /** All dead letters of the store go back to their groups. */
  async redrive(seat: Seat): Promise<void> {
    const { history } = this.#simulation;
    for (const { group, envelope } of await seat.bus.deadLetters.list({ limit: 1_000 })) {
      const payload = envelope?.payload as { readonly n: number } | undefined;
      if (payload !== undefined)
        history.note({ kind: 'redrive', group: group.slice(group.indexOf('/') + 1), n: payload.n });
    }
    await seat.bus.deadLetters.redrive();
  }

  #fails(fault: string, { index }: Seat): void {
    this.#simulation.history.note({ kind: 'fault', fault: `${fault} failed`, seat: index });
  }

  #replace(place: number): void {
    const simulation = this.#simulation;
    if (this.#over || this.#places.has(place) || simulation.seats[place]?.alive === true) return;
    this.#places.add(place);
    simulation.restart(place).then(
      () => this.#places.delete(place),
      (error: unknown) => simulation.history.note({ kind: 'escaped', error: String(error) }),
    );
  }

  #later(fault: FaultPlan, then: () => void): void {
    this.#simulation.clock.setTimer(() => {
      if (!this.#over) then();
    }, fault.ms);
  }
}

function resume(membership: Membership): void {
  if (!membership.paused) return;
  membership.paused = false;
  membership.subscription.resume();
}

function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then();
  else queueMicrotask(() => afterTurns(turns - 1, then));
}
