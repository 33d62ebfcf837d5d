/** Who is connected to a bus, and how they are. */
import type { Deprecation, ModuleDescriptor } from './contract.ts';
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
  /** Milliseconds since it published, handled something, said that it is ready, or answered a health check. */
  readonly silentMs: number;
}

/** What a module answered when it was asked how it is; `missed`: nothing, in time. */
export type HealthResult = 'healthy' | 'degraded' | 'unhealthy' | 'missed';

const CHECK_EVENTS: Readonly<Record<HealthResult, ModuleEvent>> = {
  healthy: 'check-passed',
  degraded: 'check-degraded',
  unhealthy: 'check-failed',
  missed: 'check-missed',
};

interface Entry {
  readonly module: string;
  readonly instance: string;
  readonly dependsOn: readonly string[];
  /** Messages that it published and handled so far. */
  readonly activity: () => number;
  /** The newest version of each of its messages. */
  readonly speaks: readonly Version[];
  status: ModuleStatus;
  seenActivity: number;
  heardMs: number;
  /** It answers health checks, so silence means something. */
  checked: boolean;
  stale: boolean;
}

interface Version {
  readonly topic: string;
  /** Topic and version. */
  readonly id: string;
}

/** Instances of a module that know nothing newer than a version that is to go. */
export interface DeprecatedUse {
  readonly module: string;
  readonly topic: string;
  readonly count: number;
}

/** A module was generated from an older revision of a message than another module here. */
export interface StaleModule {
  readonly module: string;
  readonly topic: string;
  readonly version: number;
}

interface Form {
  readonly module: string;
  readonly fingerprint: string;
  readonly compatible: readonly string[];
}

interface Spoken {
  readonly topic: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly compatible?: readonly string[];
  readonly deprecated?: Deprecation;
}

interface Met {
  readonly id: string;
  /** The newer of the two. */
  readonly form: Form;
  readonly stale: StaleModule | undefined;
}

export interface RegistryOptions {
  readonly staleAfterMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly stale: (module: StaleModule) => void;
  readonly changed: (entry: ModuleEntry, previous: ModuleStatus) => void;
}

/** Lives as long as the bus; entries as long as their connections. */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #entries = new Map<string, Entry>();
  /** What is known of each message version: two SDKs that disagree do not meet on one bus. */
  readonly #forms = new Map<string, Form>();
  /** Versions that some SDK here knows to be deprecated. */
  readonly #deprecated = new Set<string>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** @throws BusError `BUS_STALE_SDK` where a message version is known here with another meaning */
  register(module: ModuleDescriptor, connection: { readonly instance: string; readonly activity: () => number }): void {
    const messages = new Set([...module.publishes, ...module.subscribes, ...module.requests, ...module.serves]);
    const forms = [...messages].flatMap((message) =>
      [message, ...(message.older ?? [])].map((form) => ({ ...form, topic: message.topic })),
    );
    const met = forms.map((form) => this.#meet(module.name, form));
    for (const { id, form } of met) this.#forms.set(id, form);
    for (const form of forms) if (form.deprecated !== undefined) this.#deprecated.add(idOf(form));
    for (const { stale } of met) if (stale !== undefined) this.#options.stale(stale);
    const { name, dependsOn } = module;
    const heard = { seenActivity: 0, heardMs: this.#options.now(), checked: false, stale: false };
    this.#entries.set(connection.instance, {
      ...connection,
      ...heard,
      module: name,
      speaks: [...messages].map((message) => ({ topic: message.topic, id: idOf(message) })),
      dependsOn,
      status: initialModuleStatus,
    });
  }

  /** @throws BusError `BUS_STALE_SDK` */
  #meet(module: string, { topic, version, fingerprint, compatible = [] }: Spoken): Met {
    const id = idOf({ topic, version });
    const own: Form = { module, fingerprint, compatible };
    const known = this.#forms.get(id);
    if (known === undefined || known.fingerprint === fingerprint) return { id, form: own, stale: undefined };
    const isNewer = compatible.includes(known.fingerprint);
    if (!isNewer && !known.compatible.includes(fingerprint)) throw staleSdk(module, id);
    const older = isNewer ? known.module : module;
    return { id, form: isNewer ? own : known, stale: { module: older, topic, version } };
  }

  /** Moves a module on; an event that means nothing in its status changes nothing. */
  note(instance: string, event: ModuleEvent): void {
    const entry = this.#entries.get(instance);
    if (entry === undefined) return;
    if (event === 'ready') this.#heard(entry);
    this.#move(entry, event);
  }

  /** The same for every instance of a module. */
  noteModule(module: string, event: ModuleEvent): void {
    for (const entry of this.#entries.values()) if (entry.module === module) this.#move(entry, event);
  }

  /** Takes the result of a health check of a module; of all its instances where none is named. */
  check(module: string, result: HealthResult, instance?: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.module !== module || (instance !== undefined && entry.instance !== instance)) continue;
      entry.checked = true;
      if (result !== 'missed') this.#heard(entry);
      this.#move(entry, CHECK_EVENTS[result]);
    }
  }

  /** Looks who has been silent too long: modules that are starting, and those that answer health checks. */
  sweep(): void {
    for (const entry of this.#entries.values()) {
      const activity = entry.activity();
      if (activity !== entry.seenActivity) {
        entry.seenActivity = activity;
        this.#heard(entry);
      }
      const waits = entry.checked || entry.status === 'starting';
      if (!waits || entry.stale || this.#silentMs(entry) < this.#options.staleAfterMs) continue;
      entry.stale = true;
      this.#move(entry, 'stale');
    }
  }

  remove(instance: string): void {
    this.note(instance, 'stop');
    this.#entries.delete(instance);
  }

  modules(): ModuleEntry[] {
    return [...this.#entries.values()].map((entry) => this.#shown(entry));
  }

  /** Who still uses a deprecated version, be it that its own SDK does not know so yet. */
  deprecatedUses(): DeprecatedUse[] {
    const uses = new Map<string, DeprecatedUse>();
    for (const { module, speaks } of this.#entries.values()) {
      for (const { topic, id } of speaks) {
        if (!this.#deprecated.has(id)) continue;
        const key = `${module} ${topic}`;
        uses.set(key, { module, topic, count: (uses.get(key)?.count ?? 0) + 1 });
      }
    }
    return [...uses.values()];
  }

  status(): SystemStatus {
    return systemStatus([...this.#entries.values()].map(({ status }) => status));
  }

  #heard(entry: Entry): void {
    entry.heardMs = this.#options.now();
    if (!entry.stale) return;
    entry.stale = false;
    this.#move(entry, 'check-passed');
  }

  #move(entry: Entry, event: ModuleEvent): void {
    const previous = entry.status;
    entry.status = nextModuleStatus(previous, event);
    if (entry.status !== previous) this.#options.changed(this.#shown(entry), previous);
  }

  #silentMs(entry: Entry): number {
    return this.#options.now() - entry.heardMs;
  }

  #shown(entry: Entry): ModuleEntry {
    const { module, instance, status, dependsOn } = entry;
    return { module, instance, status, dependsOn, silentMs: this.#silentMs(entry) };
  }
}

function idOf({ topic, version }: Pick<Spoken, 'topic' | 'version'>): string {
  return `${topic}@${version}`;
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
