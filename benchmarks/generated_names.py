"""Names for fictional people, Welsh and English; children's surnames are nobody else's, and no word of the papers."""

_CHILD_FIRST = """
    Aeron Alys Anest Anwen Arwel Beca Bedwyr Begw Betsan Branwen Bronwen Bryn Cadi Cai Caleb Carwyn Carys Casi
    Catrin Ceinwen Celyn Ceri Cian Dafydd Deio Delun Deri Dewi Dylan Ebba Efa Eiddwen Eifion Einir Eira Elan Eleri
    Elin Elis Eluned Emrys Enfys Enid Erin Esyllt Fflur Ffion Ffraid Garmon Gethin Glesni Gruff Guto Gwen Gwenllian
    Gwenno Gwern Gwion Hari Hawys Heledd Heulwen Hywel Iago Idris Iestyn Ifan Ilan Indeg Iolo Iwan Jac Leusa Lili
    Llinos Llion Llywelyn Lois Lowri Luned Macsen Madog Mali Manon Mared Marged Math Medi Megan Meilyr Meirion
    Meleri Mirain Nansi Nel Nerys Non Olwen Osian Owain Rhodri Rhydian Rhys Siôn Siân Seren Sioned Taliesin Tanwen
    Tecwyn Tegan Tegid Teifion Tirion Tomos Trystan Tudur Ada Albie Alfie Amelie Archie Arlo Aubrey Beatrix Bertie
    Bonnie Cecily Chester Clara Clement Cora Cyril Daphne Dexter Dora Edie Edith Elsie Ernest Ezra Felix Flora Freya
    Gilbert Hattie Heidi Hester Hugo Imogen Ines Isaac Isobel Jasper Jonah Josie Juno Kit Lachlan Lettie Linus
    Lottie Lucian Mabel Maisie Margot Matilda Milo Minnie Monty Myrtle Nell Ned Olive Ophelia Orla Oscar Otis
    Ottilie Percy Petra Phoebe Polly Primrose Quentin Ralph Reggie Reuben Rosalind Rufus Rupert Sadie Seth Silas
    Sidney Sylvie Tabitha Ted Thea Theo Toby Ursula Verity Violet Wilf Winnie Xanthe Yvaine Zachary Zelda
"""
_CHILD_LAST = """
    Ackerly Aldersey Applegarth Arkwell Ashdowne Atherleigh Babworth Bagshawe Balderston Bankart Barnaclough
    Bassaleg Beckinsall Bellingham Benbridge Berrowby Birtwhistle Blakemere Blenkarn Bracegirdle Braithmoor
    Brandreth Brathwick Bretherton Brocklesby Brynteg Burlinson Butterwick Cadwgan Calthorne Capstick Carbonell
    Carradine Carnarfon Catterall Chadderton Cilgwyn Clatworthy Cleckner Clitherow Clwydfryn Coedmor Colclough
    Copplestone Cosgrave Crabtree Cravenholt Crowhurst Cuthberton Cwmfelin Dalrymple Danvers Darbishire Dawlish
    Derwenydd Dinsdale Dolbenny Dolgarth Drinkwater Dulverton Dunnerdale Earnshaw Eddowes Edgcumbe Eifionydd Elphick
    Entwistle Eryrys Fairclough Fallowfield Farthingale Faversham Featherby Fenwicke Fetherston Ffrwdlas Fitchett
    Foxcroft Gaskarth Gildersome Glaslyn Glynnoch Goldsworthy Gorstage Grandage Greenhalgh Grimshaw Gwaunfel Gwydyr
    Hadfield Haldenby Hambledon Hardcastle Harrowell Hathersage Hawtrey Hebblewhite Heckstall Hendregadredd
    Heseltine Hollinshead Honeychurch Huddlesby Iscoedly Illingworth Inskipton Isherwood Jellicoe Jessamine Kearsley
    Keckwick Kenilby Kettlewell Killingbeck Kirkbridely Lancaut Langstaffe Lathbury Leatherhead Levenshulme Liddiard
    Lightbown Llanwenarth Llwyncelyn Loveridge Lumsdale Lyddiatt Maelgwyn Maesgwyn Mainwaring Mallender Mapplebeck
    Melincourt Merriweather Micklethwait Midgeley Minshull Moelfryn Mortlock Musgravely Nantgarw Nethercott
    Newbiggin Nuttall Oakenfold Oglander Oldershaw Ormathwaite Osbaldeston Pantglas Pargeter Peasgood Pendlebury
    Penrhosly Peverell Pickersgill Plasnewydd Plumtree Pobjoy Postlethwaite Prendergast Quarrington Quillfeather
    Ramsbottom Ravenscroft Rhiwlas Rigglesford Risborough Rothwellby Rowbotham Sallowfield Satterthwaite Scarisbrick
    Sedgewick Shackleton Shillingford Skelhorn Snodgrass Sowerbutts Stainthorpe Stoneyhurst Sugden Swithinbank
    Talybont Tattersall Thistlewood Threlkeld Tirfelin Tranmere Trefaldwyn Tunnicliffe Turnpenny Twistleton
    Uppington Utterson Vavasour Verney Wadsworth Walkinshaw Wardlaw Weatherill Whitwham Widdrington Wigglesworth
    Wolstenholme Wrathall Yarborough Yelverton Ynysfor Younghusband Zouche
"""
_ADULT_FIRST = """
    Angharad Beryl Ceridwen Clive Colin Deborah Delyth Denise Derek Desmond Dilys Dorian Eirlys Eirwen Eurwen Gareth
    Geraint Gwyneth Helen Hilary Huw Janine Judith Keith Kevin Lynwen Maldwyn Mandy Marian Maureen Meinir Menna
    Mervyn Mostyn Myfanwy Nesta Nigel Norma Pamela Philippa Priya Raymond Rhiannon Rhona Roderick Selwyn Sheila
    Siwan Stella Stuart Sulwen Tessa Trefor Trevor Valmai Vaughan Vernon Wendy Winston Yvonne
"""
_ADULT_LAST = """
    Ambrose Bagnall Bellis Bidgood Bonsall Breeze Brereton Buckley Cadwallader Caswell Chidlow Clement Corfield
    Coslett Cradock Daintree Dorrell Duxbury Eckley Elsmore Fardoe Fewtrell Garbett Gittins Gorvett Gough Gravell
    Griffin Gronow Gwilt Hamer Hancox Hopla Humphreys Hussey Ingram Jarman Jehu Kinsey Lello Lippiatt Lougher Machen
    Maddox Meredith Minton Mostart Onions Orrells Passey Peate Pinches Prosser Pugh Rosser Sayce Scurlock Tasker
    Tibbott Treharne Trumper Tudge Vickress Wigmore Wozencroft
"""
CHILD_FIRST, CHILD_LAST, ADULT_FIRST, ADULT_LAST = (
    pool.split() for pool in (_CHILD_FIRST, _CHILD_LAST, _ADULT_FIRST, _ADULT_LAST)
)
