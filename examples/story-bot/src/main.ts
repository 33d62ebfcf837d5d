/** A story-telling bot: each service reacts to what others say, and knows none of them. */
import { createBus } from '@myelin/bus-core';
import { connectAdmin } from '@story-bot/admin';
import { connectSystem } from '@story-bot/system';
import { GamificationService } from './services/gamification.ts';
import { NarrativeService } from './services/narrative.ts';
import { UsersService } from './services/users.ts';

await using bus = createBus();
const print = (line: string): void => console.log(line);

const system = await connectSystem(bus);
system.serviceStarted.subscribe(({ payload: { service, release } }) => print(`${service} ${release} is there`));
const admin = await connectAdmin(bus);
const users = await UsersService.start(bus, print);
const narrative = await NarrativeService.start(bus, print);
await GamificationService.start(bus, print);

await users.register('ann', 'Ann');
await users.register('ben', 'Ben');
await admin.configChanged.publish({ name: 'pointsMultiplier', value: 2 });
await narrative.decide('ann', 'Row out into the storm', 8);
await narrative.decide('ben', 'Stay in bed', 1);
await users.visit('ann', '2026-11-21');
await narrative.decide('ann', 'Dive for the bell', 9);
await admin.userModerated.publish({ userId: 'ben', moderator: 'mia', measure: 'banned' });
await bus.drain();
