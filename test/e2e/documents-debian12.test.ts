// Do the commands of README and OPERATING do what these say on Debian 12?
import { documentsTest } from './documents/typed.ts'

documentsTest('bookworm', 'Debian 12')
