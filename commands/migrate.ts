import { Command } from 'commander';
export const migrate = (): Command => new Command('migrate');
