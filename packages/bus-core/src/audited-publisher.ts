/** A publisher of sensitive messages: each that is accepted is told to who audits. */
import type { Envelope } from './envelope.ts';
import { Publisher, type PublisherContext, type PublisherSetup } from './publisher.ts';
import type { Receipt } from './verbs.ts';

export interface AuditedSetup extends PublisherSetup {
  readonly audit: (id: string) => void;
}

/** What it counts is what it tells. */
export class AuditedPublisher extends Publisher {
  readonly #audit: (id: string) => void;

  constructor(setup: AuditedSetup, context: PublisherContext) {
    super(setup, context);
    this.#audit = setup.audit;
  }

  protected override hand(envelope: Envelope): Receipt {
    return this.#told(super.hand(envelope));
  }

  protected override async commit(envelope: Envelope): Promise<Receipt> {
    return this.#told(await super.commit(envelope));
  }

  #told(receipt: Receipt): Receipt {
    if (!receipt.duplicate) this.#audit(receipt.id);
    return receipt;
  }
}
