/** Knows who plays. It was not upgraded yet: the points that it awards are of version 1. */
import type { Bus } from '@myelin/bus-core';
import { connectUsers, type Users } from '@story-bot/users';

/** Lets people in, and shows them how they stand. */
export class UsersService {
  readonly #bus: Users;
  readonly #print: (line: string) => void;

  private constructor(bus: Users, print: (line: string) => void) {
    this.#bus = bus;
    this.#print = print;
  }

  /** Connects the service and puts it to work. */
  static async start(bus: Bus, print: (line: string) => void): Promise<UsersService> {
    const service = new UsersService(await connectUsers(bus), print);
    service.#listen();
    return service;
  }

  /** Somebody plays from now on. */
  async register(userId: string, name: string): Promise<void> {
    await this.#bus.userRegistered.publish({ userId, name });
  }

  /** Somebody comes back, and gets points for it. */
  async visit(userId: string, day: string): Promise<void> {
    await this.#bus.activityDetected.publish({ userId, day });
    await this.#bus.pointsAwarded.publishVersion(1, { userId, points: 5, reason: 'activity: came back' });
  }

  #listen(): void {
    this.#bus.leaderboardUpdated.subscribe(({ payload: { places } }) => {
      this.#print(`places: ${places.map(({ userId, total }) => `${userId} ${total}`).join(', ') || 'nobody'}`);
    });
    this.#bus.userModerated.subscribe(({ payload: { userId, measure } }) => this.#print(`${userId} was ${measure}`));
    this.#bus.ready();
  }
}
