// How does one look around in a lab that was left running?
import type { World } from './world.ts'

/** Commands to try, each with what it shows. */
export const guide = (
  { topology, edge, client, primary }: World,
  enter: { readonly client: string; readonly edge: string; readonly appliance: string },
): string[] => [
  'The lab keeps running. To look around:',
  ...aligned([
    ['the edge router', `${exec(enter.edge)} vtysh --vty_socket ${edge.folder} -c 'show bgp ipv4 unicast ${topology.vip}/32'`],
    ['its kernel', `${exec(enter.edge)} ip route`],
    ['a client', `${exec(enter.client)} curl http://${topology.vip}/`],
    ['every request', `tail -f ${client.program.log.path}`],
    [`HAProxy in ${primary.title}`, `${exec(enter.appliance)} curl 'http://127.0.0.1/haproxy?stats;csv'`],
    ['ExaBGP and our log there', `tail -f ${primary.exabgp.program.log.path}`],
    ['make its page fail', `touch ${primary.web.illFile}`],
    ['make it well again', `rm ${primary.web.illFile}`],
    ['a shell on its appliance', `${exec(enter.appliance)} bash`],
    ['stop the lab', 'Ctrl-C here, or: npm run lab -- --stop'],
  ]),
]

const exec = (namespace: string): string => `ip netns exec ${namespace}`

const aligned = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, command]) => `  ${name.padEnd(width)}  ${command}`)
}
