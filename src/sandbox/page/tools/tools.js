/** @import { Tool } from './registry.js' */
import { clockTool } from './clock-tool.js';
import { tourTool } from './tour.js';

/** In the order of the bar. @type {Tool[]} */
export const TOOLS = [tourTool, clockTool];
