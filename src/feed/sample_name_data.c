/* sample_name_data.c: the generic name pools of the sample and the countries that draw from them. A word is
 * `Name` or `Name=latin`, where latin is its ASCII form for e-mail addresses. Family names in latin are not
 * repeated between pools: with the rank within a pool this makes every address unique without a list of
 * those given (the unit test holds it). Pools hold common given and family names, no person. */
#include "feed/sample_name.h"

/* Family names that differ by gender stand in the same order in both lists. */
const struct sample_pool_source sample_pools[SAMPLE_POOLS] = {
    {"Jürgen=juergen Björn=bjoern Stefan Matthias Jörg=joerg Uwe Holger Ralf Günther=guenther Tobias Lukas "
      "Florian Moritz Sebastian Dominik Markus Andreas Thorsten Jannik Fabian",                                   "Anja Birgit Käthe=kaethe Sabine Ursula Heike Jana Katrin Lena Marlene Nadine Petra Renate Silke Tanja "
      "Ute Wiebke Franziska Greta Jördis=joerdis",                                                                                            "Müller=mueller Weiß=weiss Kühn=kuehn Böhme=boehme Krämer=kraemer Voß=voss Hartwig "
      "Brandstätter=brandstaetter Eberle Fröhlich=froehlich Grünwald=gruenwald Hübner=huebner Jäger=jaeger "
      "Kirchner Lohmann Möller=moeller Niemann Ostermann Pfeiffer Reinhardt Schäfer=schaefer Thiele Ullrich "
      "Vogt Wegener Zimmer Aßmann=assmann Bergmann Clausen Dörfler=doerfler Engelhardt Falkner "
      "Gärtner=gaertner Heidrich",                                                                                                                                                                      NULL, 22, false, false},
    { "Oliver Harry George Arthur Leonard Ethan Mason Lucas Nathan Isaac Owen Caleb Dylan Felix Hugo Jasper "
      "Miles Reuben Simon Toby",                                                                                  "Amelia Isla Grace Freya Hazel Ivy Eliza Harriet Beatrice Chloe Daisy Evelyn Florence Georgia Imogen "
      "Jasmine Keira Lydia Matilda Nora",                                                                                                                                                     "Ashdown Barlow Birchall Calloway Carmody Chadwick Coverdale Danbury Eastwick Fairbrother Fenwick "
      "Garside Haverford Hollis Ingleby Kearsley Langford Lockwood Marlowe Merriweather Nettleton Oakes "
      "Pemberton Quarles Redfern Sedgewick Stanhope Thistlewood Underhill Vickers Wainwright Whitlock "
      "Winterbourne Yardley Oxley O'Hara=ohara",                                                                                                                                                                                                                  NULL, 20, false, false},
    { "Étienne=etienne François=francois Jérôme=jerome Benoît=benoit Théo=theo Mathieu Guillaume Rémi=remi "
      "Cédric=cedric Gaël=gael Loïc=loic Antoine Bastien Clément=clement Damien Fabrice Ludovic Quentin "
      "Sylvain Jean-Yves=jeanyves",                                                                               "Hélène=helene Aurélie=aurelie Zoé=zoe Élodie=elodie Maëlle=maelle Inès=ines Camille Sandrine Mireille "
      "Delphine Océane=oceane Noémie=noemie Solène=solene Agnès=agnes Bérénice=berenice Clémence=clemence "
      "Flore Margaux Pauline Anne-Laure=annelaure",                                                                                                                                        "Lefèvre=lefevre Beauchêne=beauchene Carpentier Delacourt Duchêne=duchene Évrard=evrard Fontanel "
      "Garnier Hébert=hebert Joubert Lacombe Marchand Montclair Noël=noel Pélissier=pelissier "
      "Quéméner=quemener Rousselot Saint-Aubin=saintaubin Thévenot=thevenot Vasseur Bonnefoy Desmarais "
      "Fauconnier Grandjean Laforêt=laforet Maillard Peltier Renaudin Tessier Boisvert Delorme Gauthier "
      "Leclercq L'Hermitte=lhermitte",                                                                                                                                                                                                               NULL, 10, false, false},
    { "José=jose Ángel=angel Álvaro=alvaro Iñigo=inigo Sergio Raúl=raul Rubén=ruben Adrián=adrian Gonzalo "
      "Joaquín=joaquin Ignacio Emilio Esteban Rodrigo Tomás=tomas Nicolás=nicolas Mateo Martín=martin "
      "Fermín=fermin Ramón=ramon",                                                                              "María=maria Lucía=lucia Sofía=sofia Inmaculada Begoña=begona Rocío=rocio Belén=belen Carmen Pilar "
      "Montserrat Ainhoa Noelia Ximena Valentina Catalina Elena Marisol Paloma Verónica=veronica Yolanda",                                                                               "Gárate=garate Muñoz=munoz Ibáñez=ibanez Peña=pena Núñez=nunez Castañeda=castaneda Ordóñez=ordonez "
      "Zúñiga=zuniga Álamo=alamo Barrientos Cárdenas=cardenas Domínguez=dominguez Escudero Figueroa Galindo "
      "Herrero Jiménez=jimenez Lozano Maldonado Navarrete Olmedo Palacios Quintana Robledo Salcedo Trujillo "
      "Urrutia Valverde Yáñez=yanez Arroyo Bermúdez=bermudez Cifuentes Espinosa Fajardo",                                                                                                NULL, 12, false, false},
    { "Niccolò=niccolo Giosuè=giosue Lorenzo Matteo Alessandro Davide Federico Gabriele Jacopo Michele "
      "Pietro "
      "Riccardo Salvatore Tommaso Umberto Vincenzo Edoardo Cesare Ettore Dario",                                  "Giulia Chiara Francesca Martina Alessia Beatrice Caterina Daniela Elisabetta Fiorella Ginevra Ilaria "
      "Letizia Margherita Noemi Ornella Raffaella Serena Teresa Viola",                                                                       "Bianchini Colombari Esposti Ferraris Gentilini Lombardini Marchetti Morettini Quaranta Ricciardi "
      "Santangelo Tedeschi Valentini Zanella Barbieri Caruso Donati D'Angelo=dangelo Fabbri Galli Guerrini "
      "Mancuso Negri Orlandi Palumbo Rinaldi Sartori Testa Vitale Amato Basile Cattaneo Grimaldi "
      "Cefalù=cefalu",                                                                                                                                                             NULL, 6,  false, false},
    { "João=joao Gonçalo=goncalo Tiago Rui Luís=luis Vítor=vitor Márcio=marcio Fábio=fabio Otávio=otavio "
      "Diogo Duarte Eduardo Gustavo Henrique Leandro Murilo Rafael Vinícius=vinicius Caio Bruno",                "Conceição=conceicao Inês=ines Ana Beatriz Letícia=leticia Débora=debora Flávia=flavia Joana Larissa "
      "Luana Mariana Natália=natalia Patrícia=patricia Renata Sílvia=silvia Tânia=tania Vanessa Luísa=luisa "
      "Marta Rosângela=rosangela",                                                                                         "Gonçalves=goncalves Araújo=araujo Simões=simoes Magalhães=magalhaes Assunção=assuncao "
      "Guimarães=guimaraes Brandão=brandao Falcão=falcao Leitão=leitao Antunes Barros Carvalho Damasceno "
      "Esteves Ferraz Godinho Junqueira Lacerda Macedo Nogueira Oliveira Pacheco Queirós=queiros Rezende "
      "Sampaio Teixeira Valadares Xavier Azevedo Bittencourt Freitas Gouveia Lobato Moura",                                                                                                           NULL, 6,  false, false},
    { "Łukasz=lukasz Paweł=pawel Michał=michal Bartłomiej=bartlomiej Sławomir=slawomir Krzysztof Wojciech "
      "Grzegorz Zbigniew Andrzej Jarosław=jaroslaw Kacper Maciej Piotr Rafał=rafal Szymon Tomasz Witold "
      "Przemysław=przemyslaw Marcin",                                                                            "Małgorzata=malgorzata Żaneta=zaneta Agnieszka Bożena=bozena Danuta Ewa Grażyna=grazyna Halina Iwona "
      "Jadwiga Katarzyna Magdalena Oliwia Patrycja Renata Sylwia Urszula Wioletta Zuzanna Łucja=lucja",                                                                                "Wiśniewski=wisniewski Dąbrowski=dabrowski Zieliński=zielinski Szymański=szymanski "
      "Kozłowski=kozlowski Jankowski Piotrowski Grabowski Pawłowski=pawlowski Michalski Nowicki "
      "Jabłoński=jablonski Majewski Olszewski Jaworski Malinowski Górski=gorski Rutkowski Kowalczyk "
      "Woźniak=wozniak Mazurek Krawczyk Adamczyk Dudek Zając=zajac Wieczorek Król=krol Wróbel=wrobel "
      "Stępień=stepien Sikora",                                                                                                                                                            "Wiśniewska=wisniewska Dąbrowska=dabrowska Zielińska=zielinska Szymańska=szymanska "
      "Kozłowska=kozlowska Jankowska Piotrowska Grabowska Pawłowska=pawlowska Michalska Nowicka "
      "Jabłońska=jablonska Majewska Olszewska Jaworska Malinowska Górska=gorska Rutkowska Kowalczyk "
      "Woźniak=wozniak Mazurek Krawczyk Adamczyk Dudek Zając=zajac Wieczorek Król=krol Wróbel=wrobel "
      "Stępień=stepien Sikora",                                                                                                                                 8,  false, false},
    { "Jiří=jiri Ondřej=ondrej Tomáš=tomas Lukáš=lukas Vojtěch=vojtech Zdeněk=zdenek Radek Karel "
      "Štěpán=stepan Jaroslav Marek Matěj=matej",                                                             "Kateřina=katerina Lucie Tereza Markéta=marketa Zdeňka=zdenka Věra=vera Šárka=sarka Alžběta=alzbeta "
      "Hana Ivana Jitka Eliška=eliska",                                                                                                                                 "Dvořák=dvorak Procházka=prochazka Kučera=kucera Veselý=vesely Horák=horak Pokorný=pokorny Hájek=hajek "
      "Růžička=ruzicka Beneš=benes Sedláček=sedlacek Doležal=dolezal Kolář=kolar Čermák=cermak Vaněk=vanek "
      "Kříž=kriz",                                                                                                                                                                                                                         "Dvořáková=dvorakova Procházková=prochazkova Kučerová=kucerova Veselá=vesela Horáková=horakova "
      "Pokorná=pokorna Hájková=hajkova Růžičková=ruzickova Benešová=benesova Sedláčková=sedlackova "
      "Doležalová=dolezalova Kolářová=kolarova Čermáková=cermakova Vaňková=vankova Křížová=krizova",
     3,                                                                                                                                                                                                                                                                                                                                                   false, false},
    { "Daan Sem Bram Thijs Ruben Jeroen Maarten Pieter Sjoerd Wouter Joris Niels",
     "Sanne Femke Lotte Anouk Fleur Roos Marijke Saskia Jolanda Mirjam Noor Liesbeth",                                                                                                                                             "Bakker Visser Meijer Hoekstra Kuipers Postma Veenstra Brouwer Schouten Willems Wouters Hendriks "
      "Koster "
      "Prins Huisman Scholten Peeters Zuidema",                                                                                                                                                                                                           NULL, 4,  false, false},
    { "Åke=ake Søren=soeren Jørgen=joergen Håkan=hakan Göran=goran Lars Magnus Nils Oskar Henrik Emil Rasmus",
     "Åsa=asa Märta=marta Ingrid Solveig Astrid Sigrid Karin Linnéa=linnea Maja Ebba Freja Kirsten",                                                                                                                            "Lindqvist Öberg=oberg Sjöström=sjostrom Åkesson=akesson Nyström=nystrom Bergström=bergstrom Halvorsen "
      "Sørensen=sorensen Kjær=kjaer Rønning=ronning Ekström=ekstrom Dahlgren Forsberg Hedlund Lundgren "
      "Nørgaard=norgaard Strand Hägg=hagg",                                                                                                                                                                                            NULL, 4,  false, false},
    { "Ömer=omer Çağlar=caglar Emre Burak Kerem Oğuz=oguz Serkan Tolga Uğur=ugur Yiğit=yigit Barış=baris "
      "Hakan",                                                                                                    "Ayşe=ayse Çiğdem=cigdem Gülşen=gulsen Özlem=ozlem Elif Zeynep Selin Şule=sule Dilek Esra Fatma "
      "İpek=ipek",                                                                                                                                                                                             "Yılmaz=yilmaz Şahin=sahin Çelik=celik Öztürk=ozturk Yıldız=yildiz Aydın=aydin Koç=koc Aslan "
      "Doğan=dogan Kılıç=kilic Çetin=cetin Kaplan Güneş=gunes Bozkurt Erdem Taş=tas Ünal=unal Tekin",                                                                                                                                                                                            NULL, 3,  false, false},
    { "Алексей=aleksei Дмитрий=dmitry Сергей=sergei Андрей=andrei Михаил=mikhail Николай=nikolai Егор=egor "
      "Кирилл=kirill Роман=roman Тимур=timur Ярослав=yaroslav Фёдор=fedor",           "Анастасия=anastasia Екатерина=ekaterina Наталья=natalya Светлана=svetlana Юлия=yulia Ксения=ksenia "
      "Людмила=lyudmila Жанна=zhanna Полина=polina Алёна=alena Вера=vera Дарья=darya",
     "Соколов=sokolov Лебедев=lebedev Козлов=kozlov Новиков=novikov Морозов=morozov Волков=volkov "
      "Зайцев=zaitsev Виноградов=vinogradov Богданов=bogdanov Воробьёв=vorobyov Щербаков=shcherbakov "
      "Журавлёв=zhuravlyov Тихонов=tikhonov Фомин=fomin Чернов=chernov Белоусов=belousov Ершов=ershov "
      "Кузьмин=kuzmin",                                                                                                                                                                                                                                                                                                                  "Соколова=sokolova Лебедева=lebedeva Козлова=kozlova Новикова=novikova Морозова=morozova "
      "Волкова=volkova Зайцева=zaitseva Виноградова=vinogradova Богданова=bogdanova Воробьёва=vorobyova "
      "Щербакова=shcherbakova Журавлёва=zhuravlyova Тихонова=tikhonova Фомина=fomina Чернова=chernova "
      "Белоусова=belousova Ершова=ershova Кузьмина=kuzmina",                                                                                                                                                                                                                                     5,  false, false},
    { "Γιώργος=giorgos Νίκος=nikos Κώστας=kostas Δημήτρης=dimitris Παναγιώτης=panagiotis Θανάσης=thanasis "
      "Στέλιος=stelios Ηλίας=ilias Άγγελος=angelos Μιχάλης=michalis",                   "Μαρία=maria Ελένη=eleni Κατερίνα=katerina Δέσποινα=despina Αγγελική=angeliki Ιωάννα=ioanna "
      "Σοφία=sofia Χρύσα=chrysa Βασιλική=vasiliki Ευαγγελία=evangelia",                             "Παπαγεωργίου=papageorgiou Νικολαΐδης=nikolaidis Βλαχόπουλος=vlachopoulos Καραγιάννης=karagiannis "
      "Οικονόμου=oikonomou Μακρής=makris Αλεξίου=alexiou Δημητρίου=dimitriou Σταματίου=stamatiou "
      "Κωνσταντίνου=konstantinou Αντωνίου=antoniou Θεοδώρου=theodorou Λαμπρόπουλος=lampropoulos",
     "Παπαγεωργίου=papageorgiou Νικολαΐδου=nikolaidou Βλαχοπούλου=vlachopoulou Καραγιάννη=karagianni "
      "Οικονόμου=oikonomou Μακρή=makri Αλεξίου=alexiou Δημητρίου=dimitriou Σταματίου=stamatiou "
      "Κωνσταντίνου=konstantinou Αντωνίου=antoniou Θεοδώρου=theodorou Λαμπροπούλου=lampropoulou",
     3,                                                                                                                                                                                                                                                                                                                                                   false, false},
    { "翔太=shota 健一=kenichi 大輔=daisuke 拓也=takuya 直樹=naoki 雄介=yusuke 和也=kazuya 亮=ryo "
      "慎一=shinichi 浩二=koji 悠斗=yuto 蓮=ren",                                                          "さくら=sakura 陽子=yoko 美咲=misaki 由美=yumi 恵子=keiko 真由美=mayumi 彩=aya 千尋=chihiro 葵=aoi "
      "直子=naoko 香織=kaori 結衣=yui",                                                                                                                         "佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 渡辺=watanabe 伊藤=ito 山本=yamamoto 中村=nakamura "
      "小林=kobayashi 加藤=kato 吉田=yoshida 山田=yamada 佐々木=sasaki 山口=yamaguchi 松本=matsumoto "
      "井上=inoue 木村=kimura 清水=shimizu 斎藤=saito 森=mori",                                                                                                                                                              NULL, 6,  true,  true },
    { "伟=wei 强=qiang 磊=lei 军=jun 海洋=haiyang 勇=yong 俊杰=junjie 涛=tao 明辉=minghui 志超=zhichao",
     "芳=fang 娜=na 敏=min 静=jing 丽华=lihua 艳=yan 秀英=xiuying 霞=xia 婷婷=tingting 雪梅=xuemei",
     "王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 赵=zhao 黄=huang 周=zhou 吴=wu 徐=xu 孙=sun 胡=hu "
      "朱=zhu 高=gao 林=lin 何=he 郭=guo 马=ma 罗=luo",                                                                                                                                                                                                                                                                                  NULL, 5,  true,  false},
    { "محمد=mohammed أحمد=ahmed يوسف=youssef عمر=omar خالد=khaled حسن=hassan طارق=tarek سامي=sami كريم=karim "
      "فيصل=faisal",                                                                                          "فاطمة=fatima مريم=mariam نور=nour ليلى=layla هدى=huda سارة=sara رانيا=rania دينا=dina سلمى=salma "
      "أمل=amal",                                                                                                                                                                                  "المنصوري=almansoori الحداد=alhaddad النجار=alnajjar الشامي=alshami الخطيب=alkhatib المصري=almasri "
      "العطار=alattar الزهراني=alzahrani الفارسي=alfarsi البيطار=albitar القاضي=alqadi الصباغ=alsabbagh "
      "الغامدي=alghamdi",                                                                                                                                                                                                                                                               NULL, 4,  false, false},
    { "अर्जुन=arjun राहुल=rahul विक्रम=vikram संजय=sanjay अमित=amit करण=karan रोहन=rohan मनीष=manish सुरेश=suresh "
      "आदित्य=aditya",                                                                                "प्रिया=priya अंजलि=anjali कविता=kavita नेहा=neha पूजा=pooja सुनीता=sunita मीरा=meera रश्मि=rashmi "
      "श्रेया=shreya आशा=asha",                                                                                                                                           "शर्मा=sharma वर्मा=verma गुप्ता=gupta मेहता=mehta जोशी=joshi पटेल=patel अग्रवाल=agrawal मिश्रा=mishra "
      "चौहान=chauhan "
      "त्रिपाठी=tripathi यादव=yadav सक्सेना=saxena भट्ट=bhatt राठौर=rathore",
     NULL,                                                                                                                                                                                                                                                                                                                                            5,  false, false},
    { "민준=minjun 서준=seojun 도윤=doyun 지호=jiho 현우=hyunwoo 성민=sungmin",
     "서연=seoyeon 민서=minseo 하은=haeun 지우=jiwoo 수빈=subin 예린=yerin",                                                                                                                                           "김=kim 이=lee 박=park 최=choi 정=jung 강=kang 조=cho 윤=yoon 장=jang 임=lim",                     NULL, 2,  true,  false},
};

/* Code, pool, share within the pool (of 100), locale, legal entity of sample_org.c, diligence offset, hours
 * east of Greenwich. */
const struct sample_country sample_countries[SAMPLE_COUNTRIES] = {
    {STR_INIT("DE"),  0,  70,  STR_INIT("de-DE"), 5,  40,  1 },
    { STR_INIT("AT"), 0,  18,  STR_INIT("de-AT"), 5,  20,  1 },
    { STR_INIT("CH"), 0,  12,  STR_INIT("de-CH"), 5,  50,  1 },
    { STR_INIT("GB"), 1,  34,  STR_INIT("en-GB"), 6,  10,  0 },
    { STR_INIT("IE"), 1,  8,   STR_INIT("en-IE"), 6,  0,   0 },
    { STR_INIT("US"), 1,  40,  STR_INIT("en-US"), 2,  -40, -6},
    { STR_INIT("CA"), 1,  8,   STR_INIT("en-CA"), 2,  30,  -5},
    { STR_INIT("AU"), 1,  10,  STR_INIT("en-AU"), 14, 0,   10},
    { STR_INIT("FR"), 2,  75,  STR_INIT("fr-FR"), 7,  -70, 1 },
    { STR_INIT("BE"), 2,  15,  STR_INIT("fr-BE"), 7,  -20, 1 },
    { STR_INIT("LU"), 2,  10,  STR_INIT("fr-LU"), 7,  0,   1 },
    { STR_INIT("ES"), 3,  55,  STR_INIT("es-ES"), 8,  -30, 1 },
    { STR_INIT("MX"), 3,  30,  STR_INIT("es-MX"), 2,  -80, -6},
    { STR_INIT("AR"), 3,  15,  STR_INIT("es-AR"), 2,  -60, -3},
    { STR_INIT("IT"), 4,  100, STR_INIT("it-IT"), 9,  -40, 1 },
    { STR_INIT("BR"), 5,  65,  STR_INIT("pt-BR"), 2,  -20, -3},
    { STR_INIT("PT"), 5,  35,  STR_INIT("pt-PT"), 8,  20,  0 },
    { STR_INIT("PL"), 6,  100, STR_INIT("pl-PL"), 10, 60,  1 },
    { STR_INIT("CZ"), 7,  100, STR_INIT("cs-CZ"), 10, 30,  1 },
    { STR_INIT("NL"), 8,  100, STR_INIT("nl-NL"), 11, 40,  1 },
    { STR_INIT("SE"), 9,  50,  STR_INIT("sv-SE"), 11, 80,  1 },
    { STR_INIT("DK"), 9,  30,  STR_INIT("da-DK"), 11, 70,  1 },
    { STR_INIT("NO"), 9,  20,  STR_INIT("nb-NO"), 11, 60,  1 },
    { STR_INIT("TR"), 10, 100, STR_INIT("tr-TR"), 12, -50, 3 },
    { STR_INIT("KZ"), 11, 100, STR_INIT("ru-KZ"), 12, -30, 5 },
    { STR_INIT("GR"), 12, 80,  STR_INIT("el-GR"), 12, -60, 2 },
    { STR_INIT("CY"), 12, 20,  STR_INIT("el-CY"), 12, -10, 2 },
    { STR_INIT("JP"), 13, 100, STR_INIT("ja-JP"), 13, 120, 9 },
    { STR_INIT("CN"), 14, 80,  STR_INIT("zh-CN"), 14, 40,  8 },
    { STR_INIT("SG"), 14, 20,  STR_INIT("zh-SG"), 14, 90,  8 },
    { STR_INIT("AE"), 15, 60,  STR_INIT("ar-AE"), 4,  -20, 4 },
    { STR_INIT("EG"), 15, 40,  STR_INIT("ar-EG"), 4,  -70, 2 },
    { STR_INIT("IN"), 16, 100, STR_INIT("hi-IN"), 14, 20,  5 },
    { STR_INIT("KR"), 17, 100, STR_INIT("ko-KR"), 13, 90,  9 },
};
