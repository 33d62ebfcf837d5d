/** Who is connected to a bus, and how they are. */
import type { ModuleDescriptor } from './contract.ts';
import { BusError } from './errors.ts';
import {
  initialModuleStatus,
  type ModuleEvent,
  type ModuleStatus,
  nextModuleStatus,
  type SystemStatus,
  systemStatus,
} from './module-status.ts';

/** One connected module. */
export interface ModuleEntry {
  readonly module: string;
  /** Random per connect. */
  readonly instance: string;
  readonly status: ModuleStatus;
  readonly dependsOn: readonly string[];
}

type MutableEntry = { -readonly [Field in keyof ModuleEntry]: ModuleEntry[Field] };

/** Lives as long as the bus; entries as long as their connections. */
export class Registry {
  readonly #entries = new Map<string, MutableEntry>();
  /** What is known of each message version: two SDKs that disagree do not meet on one bus. */
  readonly #fingerprints = new Map<string, string>();

  /** @throws BusError `BUS_STALE_SDK` where a message version is known here with another meaning */
  register(module: ModuleDescriptor, instance: string): void {
    const messages = [...module.publishes, ...module.subscribes, ...module.requests, ...module.serves];
    for (const { topic, version, fingerprint } of messages) {
      const id = `${topic}@${version}`;
      const known = this.#fingerprints.get(id);
      if (known !== undefined && known !== fingerprint) throw staleSdk(module.name, id);
      this.#fingerprints.set(id, fingerprint);
    }
    const { name, dependsOn } = module;
    this.#entries.set(instance, { module: name, instance, status: initialModuleStatus, dependsOn });
  }

  /** Moves a module on; an event that means nothing in its status changes nothing. */
  note(instance: string, event: ModuleEvent): void {
    const entry = this.#entries.get(instance);
    if (entry !== undefined) entry.status = nextModuleStatus(entry.status, event);
  }

  remove(instance: string): void {
    this.#entries.delete(instance);
  }

  modules(): ModuleEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  status(): SystemStatus {
    return systemStatus([...this.#entries.values()].map(({ status }) => status));
  }
}

function staleSdk(module: string, message: string): BusError {
  return new BusError(
    'BUS_STALE_SDK',
    `${module} was generated with another meaning of ${message}; run codegen and rebuild`,
    {
      details: { module, message },
    },
  );
}
