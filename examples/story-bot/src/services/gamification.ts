/** Rewards what users do, and keeps the score. */
import type { Bus, Delivery } from '@myelin/bus-core';
import { connectGamification, type Gamification, type PointsAwarded } from '@story-bot/gamification';

const BRAVE_FROM_TOTAL = 25;

/** Hears what users do, and answers with points. */
export class GamificationService {
  readonly #bus: Gamification;
  readonly #totals = new Map<string, number>();
  readonly #scored = new Set<string>();
  readonly #print: (line: string) => void;
  #multiplier = 1;

  private constructor(bus: Gamification, print: (line: string) => void) {
    this.#bus = bus;
    this.#print = print;
  }

  /** Connects the service and puts it to work. */
  static async start(bus: Bus, print: (line: string) => void): Promise<GamificationService> {
    const service = new GamificationService(await connectGamification(bus), print);
    await service.#listen();
    return service;
  }

  async #listen(): Promise<void> {
    this.#bus.decisionMade.subscribe(async ({ payload: { userId, courage, choice } }) => {
      if (courage === 0) return;
      const award = { userId, amount: courage, multiplier: this.#multiplier, source: 'narrative', reason: choice };
      await this.#bus.pointsAwarded.publish(award);
    });
    // Whoever awarded them and in whichever version: what arrives here is version 2.
    this.#bus.pointsAwarded.subscribe((message) => this.#score(message));
    this.#bus.userModerated.subscribe(async ({ payload: { userId, measure } }) => {
      if (measure !== 'banned') return;
      this.#totals.delete(userId);
      await this.#showPlaces();
    });
    const setting = this.#bus.configChanged.subscribe(({ payload: { name, value } }) => {
      if (name === 'pointsMultiplier') this.#multiplier = value;
    });
    await setting.ready;
    await this.#bus.serviceStarted.publish({ service: this.#bus.module, release: '2.0.0' });
    this.#bus.ready();
  }

  /** A message may come again, and counts once. So does what it sets off: the bus knows an id that it had before. */
  async #score({ id, payload }: Delivery<PointsAwarded>): Promise<void> {
    const { userId, amount, multiplier, source, reason } = payload;
    if (!this.#scored.has(id)) {
      this.#scored.add(id);
      this.#totals.set(userId, (this.#totals.get(userId) ?? 0) + amount * multiplier);
      this.#print(`${userId} +${amount} × ${multiplier} from ${source}: ${reason}`);
    }
    await this.#showPlaces();
    const isBrave = (this.#totals.get(userId) ?? 0) >= BRAVE_FROM_TOTAL;
    const achievement = { userId, achievement: 'brave-heart' } as const;
    if (isBrave) await this.#bus.achievementUnlocked.publish(achievement, { id: `${userId}/brave-heart` });
  }

  async #showPlaces(): Promise<void> {
    const places = [...this.#totals].map(([userId, total]) => ({ userId, total }));
    await this.#bus.leaderboardUpdated.publish({ places: places.toSorted((one, other) => other.total - one.total) });
  }
}
