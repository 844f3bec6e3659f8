/** A control of the clock campaign, loaded before the program: every clock is believed. The campaign must find what that costs. */
import { changeSource } from './change-source.ts';

changeSource('/privacy/clock-brake.ts', [['if (seen === null) return null;', 'return null;']]);
