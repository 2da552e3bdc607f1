// Do the commands of README and OPERATING do what these say on Debian 13?
import { documentsTest } from './documents/typed.ts'

documentsTest('trixie', 'Debian 13')
