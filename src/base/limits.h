/* Every maximum that a user of the program can run into, in one place, with its reason. */
#ifndef ANSINH_LIMITS_H
#define ANSINH_LIMITS_H

#define MAX_REQUEST_ARENA (64u << 20)    /* memory of one request */
#define MAX_RESPONSE_BYTES (32u << 20)   /* a page or JSON answer; larger results are files */
#define MAX_BODY_BYTES (1u << 20)        /* form or JSON body; routes that take files say their own */
#define MAX_UPLOAD_BYTES (64u << 20)     /* a spreadsheet of 100,000 people is about 11 MB */
#define MAX_ATTACHMENT_BYTES (10u << 20) /* one file of evidence: a scanned decision of some pages, a photo */
#define MAX_URL_BYTES (8u << 10)
#define MAX_HEADER_BYTES (16u << 10)
#define MAX_HEADERS 100
#define MAX_HELD_BYTES (256u << 20) /* bodies and answers in memory at one time, over all requests */
#define MAX_QUEUED_REQUESTS 512     /* waiting for a worker; beyond it an honest 503 is better than a late answer */
#define MAX_FORM_FIELDS 512
#define MAX_JSON_NODES 100000 /* values in one JSON body */
#define MAX_JSON_DEPTH 16
#define MAX_PAGE_SIZE 200
#define DEFAULT_PAGE_SIZE 50
#define MAX_CONNECTIONS 1024
#define MAX_CONNECTIONS_PER_IP 400 /* an office is behind one address */
#define REQUEST_DEADLINE_MS 30000  /* from the first byte to the last of the request */
#define UPLOAD_DEADLINE_MS 300000
#define MAX_SEARCH_WORDS 6
#define MAX_TEXT_FIELD 4000
#define COUNT_EXACT_TO 10000 /* list totals beyond it read "hơn 10.000" */
#define MAX_SHEET_ROWS 200000
#define MAX_SHEET_COLUMNS 256
#define MAX_SHEET_INFLATED (512u << 20)
#define MAX_SHEET_RATIO 200                   /* inflated : compressed; a bomb is far above */
#define MAX_SHEET_CELLS (MAX_SHEET_ROWS * 60) /* cells with a value in one sheet; a wide form has about 60 columns */
#define MAX_SHEET_CELL_BYTES (128u << 10)     /* Excel holds 32,767 characters in a cell */
#define MAX_SHEET_ROW_BYTES (4u << 20)
#define MAX_SHARED_STRINGS (4u << 20)
#define MAX_SHARED_STRING_BYTES (192u << 20)
#define MAX_SHEET_STYLES 65536 /* Excel's own limit is 65,490 */
#define MAX_SHEET_TABS 1024
#define MAX_ZIP_ENTRIES 4096
#define MAX_XML_DEPTH 64
#define MAX_XML_TOKEN_BYTES (1u << 20)  /* one tag; the parser holds a whole tag in memory */
#define MAX_DOCUMENT_ARENA (256u << 20) /* a list of 100,000 rows of 10 cells is about 100 MB recorded */
#define MAX_DOCUMENT_COLUMNS 64
#define MAX_GEOJSON_BYTES (16u << 20)
#define MAX_GEOJSON_NODES 3000000 /* JSON values; each is about 50 bytes while it is read */
#define MAX_GEO_SHAPES 20000      /* the country had 10,599 communes */

#endif
