/** The terminal as a channel. Logins are an ad-hoc topic: no schema was written for them yet. */
import { connectChannel } from '@agent-runtime/channel';
import type { Bus } from '@myelin/bus-core';

export interface Terminal {
  /** Somebody logs in. */
  login(name: string): Promise<void>;
  /** Somebody writes to the agent. */
  write(name: string, text: string): Promise<void>;
}

/** Connects the module; `print` takes what people see. */
export async function startChannel(bus: Bus, print: (line: string) => void): Promise<Terminal> {
  const channel = await connectChannel(bus);

  channel.agentResponse.subscribe(async ({ payload: { conversationId, runId, text } }) => {
    print(`agent → ${conversationId}: ${text}`);
    await channel.channelMessageSent.publish({ conversationId, runId, channel: 'terminal', text });
  });

  channel.ready();
  return {
    async login(name) {
      await channel.publish('user.login', { name, from: 'terminal' });
    },
    async write(name, text) {
      print(`${name} → agent: ${text}`);
      await channel.channelMessageReceived.publish({ conversationId: name, channel: 'terminal', from: name, text });
    },
  };
}
