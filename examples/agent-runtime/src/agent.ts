/** Answers with what memory found. A model would stand where `compose` does. */
import { type AgentResponseInput, connectAgent, type MemoryRecalled } from '@agent-runtime/agent';
import type { Bus } from '@myelin/bus-core';

/** Connects the module and puts it to work. */
export async function startAgent(bus: Bus): Promise<void> {
  const agent = await connectAgent(bus);
  let runs = 0;
  let isLocked = false;

  agent.memoryRecalled.subscribe(async ({ payload }) => {
    const { conversationId } = payload;
    const run = { runId: `run-${(runs += 1)}`, conversationId };
    await agent.agentStarted.publish({ ...run, model: 'small' });
    if (!isLocked) await agent.agentResponse.publish({ ...run, ...compose(payload) });
    await agent.agentEnded.publish({ ...run, outcome: isLocked ? 'cancelled' : 'answered' });
  });

  agent.securityAlerted.subscribe(({ payload: { severity } }) => {
    // From here on nobody gets an answer; an operator would unlock it.
    isLocked = severity >= 5;
  });

  agent.ready();
}

function compose({ memories }: MemoryRecalled): Pick<AgentResponseInput, 'text' | 'usedMemories'> {
  const [memory] = memories;
  return memory === undefined
    ? { text: 'I do not know yet; tell me, and I remember.' }
    : { text: `I remember: ${memory}`, usedMemories: memories.length };
}
