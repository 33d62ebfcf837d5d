/** One scenario in its own process; prints its summaries as JSON. Arguments: workspace folder, name. */
import { type ScenarioName, scenarios } from './scenarios.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const summaries = await scenarios[name as ScenarioName](folder);
process.stdout.write(`${JSON.stringify(summaries)}\n`);
process.exit();
