/** Tells the stories. */
import type { Bus } from '@myelin/bus-core';
import { connectNarrative, type Narrative } from '@story-bot/narrative';

const storyId = 'lighthouse';

/** A service owns its connection; what others may ask of it are its methods. */
export class NarrativeService {
  readonly #bus: Narrative;
  readonly #print: (line: string) => void;

  private constructor(bus: Narrative, print: (line: string) => void) {
    this.#bus = bus;
    this.#print = print;
  }

  /** Connects the service and puts it to work. */
  static async start(bus: Bus, print: (line: string) => void): Promise<NarrativeService> {
    const service = new NarrativeService(await connectNarrative(bus), print);
    await service.#listen();
    return service;
  }

  /** A user decides how the story goes on. */
  async decide(userId: string, choice: string, courage: number): Promise<void> {
    await this.#bus.decisionMade.publish({ userId, storyId, choice, courage });
  }

  async #listen(): Promise<void> {
    // Who registers begins with the first chapter; who is brave finds another one.
    this.#bus.userRegistered.subscribe(({ payload }) => this.#begin(payload.userId, 'The storm'));
    this.#bus.achievementUnlocked.subscribe(async ({ payload: { userId, achievement } }) => {
      if (achievement === 'brave-heart') await this.#begin(userId, 'Below the rocks', { isHidden: true });
    });
    await this.#bus.serviceStarted.publish({ service: this.#bus.module, release: '2.0.0' });
    this.#bus.ready();
  }

  async #begin(userId: string, chapter: string, { isHidden = false } = {}): Promise<void> {
    this.#print(`${userId} reads "${chapter}"${isHidden ? ', a hidden chapter' : ''}`);
    await this.#bus.chapterStarted.publish({ userId, storyId, chapter, isHidden });
  }
}
