/** @import { Tool } from './registry.js' */
import { clockTool } from './clock-tool.js';
import { tourTool } from './tour.js';
import { trafficTool } from './traffic/traffic-tool.js';

/** In the order of the bar. @type {Tool[]} */
export const TOOLS = [tourTool, trafficTool, clockTool];
