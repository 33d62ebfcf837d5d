/** A first test of a module, for the README of its SDK. */
import { type ModuleContract, newest } from '../model.ts';
import { camel, pascal } from '../names.ts';
import { messageExports } from './message.ts';
import { type Messages, replyOf } from './module.ts';
import { testNames } from './testing.ts';

/** One call of the harness for the first verb that the module has, with what comes of it. */
export function testSample(module: ModuleContract, messages: Messages, { name }: { readonly name: string }): string[] {
  const { start, member } = testNames(module);
  return [
    `import { examples, ${start} } from '${name}/testing';`,
    '',
    `await using test = ${start}();`,
    ...firstVerb(module, messages, `test.${member}`),
    'await test.settled();',
    'console.log(test.deadLetters());',
  ];
}

function firstVerb(
  { subscribes, serves, publishes, requests }: ModuleContract,
  messages: Messages,
  self: string,
): string[] {
  const memberOf = (message: string): string => {
    const known = messages.get(message);
    return known === undefined ? camel(pascal(message)) : messageExports(known).descriptor;
  };
  const verbOf = (message: string): string => {
    const known = messages.get(message);
    return known !== undefined && newest(known).carriage.channel === 'request' ? 'request' : 'requestMany';
  };
  const replyTo = (message: string): string => memberOf(replyOf(message, messages)?.name ?? message);
  const [subscribed] = subscribes.map(memberOf);
  if (subscribed !== undefined)
    return [
      `${self}.${subscribed}.subscribe((message) => console.log(message.payload));`,
      `await test.given.${subscribed}(examples.${subscribed}());`,
    ];
  const [published] = publishes.map(memberOf);
  if (published !== undefined)
    return [
      `await ${self}.${published}.publish(examples.${published}());`,
      `console.log(test.published.${published});`,
    ];
  const [served] = serves;
  if (served !== undefined)
    return [
      `${self}.${memberOf(served)}.serve(() => examples.${replyTo(served)}());`,
      `console.log(await test.given.${memberOf(served)}(examples.${memberOf(served)}()));`,
    ];
  const [requested] = requests;
  if (requested === undefined) return [];
  return [
    `test.answer.${memberOf(requested)}(() => examples.${replyTo(requested)}());`,
    `console.log(await ${self}.${memberOf(requested)}.${verbOf(requested)}(examples.${memberOf(requested)}()));`,
  ];
}
