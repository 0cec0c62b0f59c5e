/* feed_people.c: lists of people as directories and personnel systems export them. The table has a line for
 * every key of a person record, with headings in English, German, French, Spanish, Italian, Portuguese, Dutch
 * and Polish; a heading that real exports use and that is missing here is one more word in its line. */
#include "base/must.h"
#include "feed/feed_csv.h"
#include "model/words.h"

/* clang-format off */
static const struct feed_field fields[] = {
    { "person", "ids.outthink", FEED_GUID, "outthink id|outthink user id" },
    { "person", "ids.securityjourney", FEED_INT, "security journey id" },
    { "person", "ids.cultureai", FEED_INT, "cultureai id" },
    { "person", "ids.kaspersky", FEED_KEY, "kaspersky id|asap id" },
    { "person", "sourceIdentifier", FEED_KEY,
      "id|source id|user id|external id|unique id|upn|user principal name|username|user name|login|login name|logon name|account|"
      "benutzer|benutzername|benutzer-id|anmeldename|kennung|identifiant|nom d'utilisateur|usuario|nombre de usuario|"
      "nome utente|utente|utilizador|nome de utilizador|nome de usuário|gebruikersnaam|gebruiker|nazwa użytkownika|użytkownik" },
    { "person", "email", FEED_KEY,
      "e-mail|mail|email address|mail address|work email|business email|corporate email|primary email|primary smtp address|"
      "e-mail-adresse|mailadresse|dienstliche e-mail|geschäftliche e-mail|courriel|adresse e-mail|adresse mail|adresse électronique|"
      "mél|adresse de messagerie|correo|correo electrónico|dirección de correo|dirección de correo electrónico|email corporativo|"
      "posta elettronica|indirizzo e-mail|indirizzo di posta elettronica|email aziendale|correio eletrónico|correio eletrônico|"
      "endereço de e-mail|endereço de email|e-mailadres|adres e-mail|adres mailowy|poczta" },
    { "person", "aliases", FEED_LIST,
      "alias|email aliases|other emails|secondary emails|proxy addresses|weitere e-mail-adressen|weitere adressen|autres adresses|"
      "otros correos|altre e-mail|outros e-mails|andere adressen|inne adresy" },
    { "person", "firstName", FEED_TEXT,
      "first|given name|forename|vorname|rufname|prénom|nombre|nombre de pila|nome|nome proprio|primeiro nome|nome próprio|voornaam|imię" },
    { "person", "lastName", FEED_TEXT,
      "last|surname|family name|nachname|familienname|zuname|nom|nom de famille|apellido|apellidos|cognome|sobrenome|apelido|"
      "último nome|achternaam|nazwisko" },
    { "person", "fullName", FEED_TEXT,
      "name|display name|employee name|anzeigename|vollständiger name|vor- und nachname|mitarbeiter|mitarbeitername|nom complet|"
      "nom et prénom|prénom et nom|nom affiché|nombre completo|nombre y apellidos|nome completo|nome e cognome|cognome e nome|naam|"
      "volledige naam|weergavenaam|imię i nazwisko|nazwisko i imię|pełna nazwa|nazwa wyświetlana" },
    { "person", "shortName", FEED_TEXT, "nickname|preferred name|known as|kurzname|spitzname|surnom|apodo|soprannome|roepnaam|nazwa skrócona" },
    { "person", "status", FEED_WORD,
      "account status|user status|employment status|state|active|enabled|account enabled|kontostatus|zustand|aktiv|statut|état|actif|"
      "estado|activo|stato|attivo|situação|ativo|toestand|actief|stan|aktywny", &words_person_status },
    { "person", "organizationId", FEED_KEY,
      "organization|organisation|organization id|organisation id|org id|organisationseinheit|oe|organización|organizzazione|organização|"
      "organisatie|organizacja|entité" },
    { "person", "groupId", FEED_KEY, "group|group id|gruppe|gruppen-id|groupe|grupo|gruppo|groep|grupa" },
    { "person", "department", FEED_TEXT,
      "dept|department name|abteilung|abteilungsname|fachabteilung|département|service|departamento|dipartimento|reparto|ufficio|"
      "departament|afdeling|dział|dzial|wydział" },
    { "person", "country", FEED_COUNTRY,
      "country code|country or region|c|land|ländercode|länderkürzel|staat|pays|code pays|país|código de país|paese|codice paese|"
      "nazione|landcode|kraj|kod kraju" },
    { "person", "businessUnit", FEED_TEXT,
      "bu|division|business area|geschäftsbereich|geschäftseinheit|bereich|sparte|unité opérationnelle|direction|unidad de negocio|"
      "división|unità operativa|divisione|unidade de negócio|unidade de negócios|divisão|bedrijfsonderdeel|divisie|jednostka biznesowa|pion" },
    { "person", "jobRole", FEED_TEXT,
      "role|job|function|job function|rolle|funktion|tätigkeit|fonction|rôle|rol|función|puesto|ruolo|mansione|funzione|função|papel|"
      "functie|funkcja|rola" },
    { "person", "title", FEED_TEXT,
      "job title|position|titel|stellenbezeichnung|stelle|berufsbezeichnung|titre|poste|intitulé du poste|cargo|título|titolo|posizione|"
      "qualifica|functietitel|functieomschrijving|stanowisko|tytuł" },
    { "person", "company", FEED_TEXT,
      "company name|employer|legal entity|firma|unternehmen|gesellschaft|arbeitgeber|société|entreprise|empresa|compañía|azienda|società|"
      "companhia|bedrijf|onderneming|spółka|przedsiębiorstwo" },
    { "person", "team", FEED_TEXT, "team name|équipe|equipo|squadra|equipa|equipe|zespół" },
    { "person", "managerEmail", FEED_KEY,
      "manager mail|manager email address|supervisor email|manager's email|line manager email|e-mail des vorgesetzten|vorgesetzten-e-mail|"
      "e-mail vorgesetzter|e-mail du responsable|email du manager|correo del responsable|correo del jefe|e-mail del responsabile|"
      "e-mail do gestor|e-mail do gerente|e-mail leidinggevende|e-mail przełożonego" },
    { "person", "managerName", FEED_TEXT,
      "manager's name|supervisor name|line manager name|name des vorgesetzten|vorgesetztenname|nom du responsable|nom du manager|"
      "nombre del responsable|nombre del jefe|nome del responsabile|nome do gestor|naam leidinggevende|nazwisko przełożonego" },
    { "person", "manager", FEED_MANAGER,
      "line manager|supervisor|reports to|vorgesetzter|vorgesetzte|vorgesetzte person|führungskraft|responsable|supérieur|"
      "supérieur hiérarchique|jefe|supervisor directo|responsabile|superiore|gestor|gerente|chefe|leidinggevende|przełożony|kierownik" },
    { "person", "locale", FEED_TEXT,
      "language|preferred language|sprache|bevorzugte sprache|langue|langue préférée|idioma|lengua|lingua|língua|taal|voorkeurstaal|język" },
    { "person", "securityChampion", FEED_TRUTH, "champion|sicherheitsbotschafter|référent sécurité|embajador de seguridad" },
    { "person", "points", FEED_INT, "score points|punkte|puntos|punti|pontos|punten|punkty" },
    { "person", "accessLevel", FEED_INT, "access|zugriffsstufe|niveau d'accès|nivel de acceso|livello di accesso|nível de acesso|toegangsniveau|poziom dostępu" },
    { "person", "adId", FEED_TEXT, "ad guid|azure ad id|entra id|entra object id|object id|object guid" },
    { "person", "initial", FEED_TEXT, "initials|middle initial|initialen|initiales|iniciales|iniziali|iniciais|voorletters|inicjały" },
    { "person", "phoneNumber", FEED_TEXT,
      "phone|telephone|telephone number|mobile|mobile phone|cell phone|telefon|telefonnummer|rufnummer|handy|mobiltelefon|téléphone|"
      "numéro de téléphone|portable|teléfono|móvil|telefono|numero di telefono|cellulare|telefone|telemóvel|celular|telefoon|"
      "telefoonnummer|mobiel|numer telefonu|komórka" },
    { "person", "departmentNumber", FEED_TEXT,
      "department id|department code|dept no|abteilungsnummer|abteilungs-nr|abteilungskürzel|numéro de département|código de departamento|"
      "codice dipartimento|código do departamento|afdelingsnummer|numer działu" },
    { "person", "employeeNumber", FEED_TEXT,
      "employee id|employee no|employee nr|personnel number|staff id|staff number|worker id|payroll number|personalnummer|personal-nr|pers.-nr.|"
      "persnr|mitarbeiternummer|mitarbeiter-nr|mitarbeiter-id|matricule|numéro d'employé|número de empleado|nº de empleado|"
      "código de empleado|matricola|numero dipendente|número de funcionário|matrícula|número de colaborador|personeelsnummer|"
      "medewerkernummer|numer pracownika|numer kadrowy|nr pracownika" },
    { "person", "managersEmployeeNumber", FEED_TEXT,
      "manager id|manager employee id|manager employee number|supervisor id|manager number|personalnummer des vorgesetzten|"
      "matricule du responsable|matricola del responsabile|numer pracownika przełożonego" },
    { "person", "employeeSecondaryNumber", FEED_TEXT, "secondary number|secondary employee number|zweite personalnummer" },
    { "person", "businessUnitDescription", FEED_TEXT, "business unit name|bu description|beschreibung des geschäftsbereichs" },
    { "person", "attributes", FEED_ATTRIBUTES, "" },
    { "person", "updatedAt", FEED_TIME,
      "last modified|last updated|modified|updated|modified at|when changed|geändert|geändert am|letzte änderung|änderungsdatum|modifié le|"
      "date de modification|modificado|fecha de modificación|modificato|data di modifica|data de modificação|atualizado em|gewijzigd|"
      "gewijzigd op|zmodyfikowano|data modyfikacji" },
};
/* clang-format on */

const struct feed_field *feed_people_fields(size_t *count)
{
    *count = COUNT_OF(fields);
    return fields;
}

static int field_of(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (str_eq(str_of(key), str_of(fields[i].key))) {
            return (int)i;
        }
    }
    must(!"a key of the table");
    return -1;
}

/* A column "Manager" holds addresses or names; beside one of them it is the other. */
static enum status settle_manager(struct feed_csv *csv, struct why *why)
{
    int either = field_of("manager"), email = field_of("managerEmail"), name = field_of("managerName");
    int column = csv->column[either];
    if (column < 0 || (csv->column[email] < 0 && csv->column[name] < 0)) {
        return ST_OK;
    }
    int settled = csv->column[email] < 0 ? email : name;
    if (csv->column[settled] >= 0) {
        return why_not(why, ST_INVALID,
                       "three columns tell the manager (\"" STR_FMT "\" is one); leave one out",
                       STR_ARG(csv->headings[column]));
    }
    csv->field[column] = settled;
    csv->column[settled] = column;
    csv->column[either] = -1;
    return ST_OK;
}

/* The keys by which a person is found. */
static const char *const names[] = { "ids.outthink",  "ids.securityjourney", "ids.cultureai",
                                     "ids.kaspersky", "sourceIdentifier",    "email" };

static enum status begin(struct feed_csv *csv, struct why *why)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (csv->column[field_of(names[i])] >= 0) {
            return settle_manager(csv, why);
        }
    }
    return why_not(why, ST_INVALID,
                   "no column says who the people are; a column Email or ID (sourceIdentifier) is needed");
}

static bool named(const struct feed_csv *csv, const struct csvin_row *row)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (feed_csv_cell(csv, row, "person", names[i]).ptr != NULL) {
            return true;
        }
    }
    return false;
}

static enum status people_row(struct feed_csv *csv, const struct csvin_row *row, struct why *why)
{
    struct json j = json_to(&csv->line);
    (void)why;
    if (!named(csv, row)) {
        return feed_csv_bad(csv, NULL, NULL,
                            "the row does not say who it is: e-mail and identifiers are empty");
    }
    json_open(&j, '{');
    json_key(&j, STR("kind"));
    json_str(&j, STR("person"));
    TRY(feed_csv_put(csv, row, "person", &j));
    json_close(&j, '}');
    return csv->bad_row ? ST_OK : feed_csv_emit(csv, buf_text(&csv->line));
}

static enum status read_people(const struct feed_run *run, struct why *why)
{
    static const struct feed_csv_format format = {
        .fields = fields, .count = COUNT_OF(fields), .extra = true, .begin = begin, .row = people_row
    };
    return feed_csv_read(run, &format, why);
}

const struct feed_format feed_people_csv = { .name = "people-csv", .read = read_people };
