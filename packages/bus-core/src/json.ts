/** The contract of topics that have none: a JSON value. */
import type { Issue, MessageDescriptor } from './contract.ts';

const ISSUES_MAX = 100;
/** The size and depth limits of the bus come first; this only ends a cycle. */
const DEPTH_MAX = 1_000;

/** What an ad-hoc topic is under. */
export function jsonContract(topic: string, owner: string): MessageDescriptor {
  const identity = { name: topic, member: '', owner, topic, version: 1, fingerprint: '' };
  return { ...identity, check: (payload): payload is unknown => isReadable(payload), explain: explainJson };
}

function isReadable(payload: unknown): boolean {
  try {
    return isJson(payload, DEPTH_MAX);
  } catch {
    return false; // a getter or a proxy that throws
  }
}

function isJson(value: unknown, depthLeft: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depthLeft === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depthLeft - 1));
  return isPlain(value) && Object.values(value).every((field) => isJson(field, depthLeft - 1));
}

/** What is no JSON, by its path. */
function explainJson(payload: unknown): Issue[] {
  const issues: Issue[] = [];
  try {
    collect(payload, { path: '', depthLeft: DEPTH_MAX }, issues);
  } catch {
    issues.push({ path: '', code: 'type', expected: 'a value that can be read to its end', received: typeof payload });
  }
  return issues;
}

interface Place {
  readonly path: string;
  readonly depthLeft: number;
}

function collect(value: unknown, { path, depthLeft }: Place, issues: Issue[]): void {
  if (issues.length >= ISSUES_MAX || isJson(value, depthLeft)) return;
  const inner = { depthLeft: depthLeft - 1 };
  if (depthLeft > 0 && Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, { ...inner, path: `${path}[${index}]` }, issues);
  } else if (depthLeft > 0 && typeof value === 'object' && value !== null && isPlain(value)) {
    for (const [name, field] of Object.entries(value)) {
      collect(field, { ...inner, path: path === '' ? name : `${path}.${name}` }, issues);
    }
  } else {
    issues.push({ path, code: 'type', expected: 'a JSON value', received: typeof value });
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
