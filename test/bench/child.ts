/** One contender in its own process; prints its speed as JSON. Arguments: workspace folder, name. */
import { loadHandlers } from './contender.ts';
import { type ContenderName, contenders } from './contenders/index.ts';
import { measure } from './measure.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const handlers = await loadHandlers(folder);
const contender = await contenders[name as ContenderName](folder, handlers);
const speed = await measure(contender, handlers.tally);
await contender.close();
process.stdout.write(`${JSON.stringify(speed)}\n`);
