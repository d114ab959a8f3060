/** What makes an argument dangerous. Reasons go on from "it": "it runs a program". */
export const runs = "runs a program that its argument names";
export const writes = "writes to a file of its own choice";
export const reads = "reads a file of its own choice";
export const config = "takes settings that can run programs";
export const elsewhere = "works outside the workspace";
export const gitData = "works in git's own data, which names programs to run";
export const network = "sends or fetches data over the network";
export const secrets = "shows or stores secrets";
export const interactive = "opens an editor or a program that takes commands";
export const loads = "loads code from somewhere else";
export const destroys = "destroys what can't be brought back";
export const publishes = "changes what other people see";
export const system = "changes the machine outside the workspace";
export const escalates = "gives a program more rights";
