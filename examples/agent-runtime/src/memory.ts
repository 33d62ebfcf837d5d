/** Remembers what was said, and finds it again. */
import { connectMemory } from '@agent-runtime/memory';
import type { Bus } from '@myelin/bus-core';

/** Connects the module and puts it to work. */
export async function startMemory(bus: Bus): Promise<void> {
  const memory = await connectMemory(bus);
  const known: { conversationId: string; text: string }[] = [
    { conversationId: 'ann', text: 'We chose the second parser.' },
  ];

  memory.channelMessageReceived.subscribe(async ({ payload: { conversationId, text } }) => {
    const words = text.toLowerCase().match(/[a-z]{5,}/g) ?? [];
    const memories = known
      .filter((each) => each.conversationId === conversationId && words.some((word) => each.text.includes(word)))
      .map((each) => each.text);
    await memory.memoryRecalled.publish({ conversationId, question: text, memories });
  });

  memory.agentResponse.subscribe(async ({ payload: { conversationId, runId, text } }) => {
    known.push({ conversationId, text });
    await memory.memoryStored.publish({ memoryId: `memory-${runId}`, conversationId, bytes: Buffer.byteLength(text) });
  });

  memory.ready();
}
