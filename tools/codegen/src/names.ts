/** Spelling of names: PascalCase messages, kebab-case modules, camelCase members. */

const messageName = /^[A-Z][A-Za-z0-9]{0,62}$/;
const moduleName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const topicName = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+$/;
const scopeName = /^@[a-z0-9][a-z0-9._-]{0,62}$/;
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** `RawEvent` → `raw-event`, `HTTPStatus2` → `http-status2`. */
export function kebab(pascal: string): string {
  return pascal
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** `raw-event` → `rawEvent`. */
export function camel(kebabCase: string): string {
  return kebabCase.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `raw-event` → `RawEvent`. */
export function pascal(kebabCase: string): string {
  const name = camel(kebabCase);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The member of an SDK that carries a message, and the constant of its descriptor. */
export function memberOf(message: string): string {
  return camel(kebab(message));
}

/** PascalCase, up to 63 letters and digits. */
export function isMessageName(text: string): boolean {
  return messageName.test(text);
}

/** kebab-case, up to 64 characters. */
export function isModuleName(text: string): boolean {
  return moduleName.test(text) && text.length <= 64;
}

/** 2–64 lower kebab segments. */
export function isTopic(text: string): boolean {
  return topicName.test(text) && text.split('.').length <= 64;
}

/** A topic in which `*` stands for one segment, and `**` at the end for one or more. */
export function isPattern(text: string): boolean {
  const rest = text.endsWith('**');
  const filled = text.replace(/(^|\.)\*\*$/, rest ? '$1rest.rest' : '$1').replaceAll(/(^|\.)\*(?=\.|$)/g, '$1one');
  return isTopic(filled);
}

/** Whether a topic matches a pattern. */
export function matchesPattern(pattern: string, topic: string): boolean {
  const [wanted, given] = [pattern.split('.'), topic.split('.')];
  const rest = wanted.at(-1) === '**';
  const fixed = rest ? wanted.slice(0, -1) : wanted;
  const fits = rest ? given.length > fixed.length : given.length === fixed.length;
  return fits && fixed.every((segment, index) => segment === '*' || segment === given[index]);
}

/** An npm scope, as `@acme`. */
export function isScope(text: string): boolean {
  return scopeName.test(text);
}

/** Needs no quotes as a property name. */
export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}

/** Sorts by UTF-16 code unit, the same on every machine. */
export function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
