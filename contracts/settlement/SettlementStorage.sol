// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IBrake} from "../access/interfaces/IBrake.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {BatchWord} from "./libraries/BatchWord.sol";
import {ChangeWord} from "./libraries/ChangeWord.sol";
import {ExitWord} from "./libraries/ExitWord.sol";
import {FlowWord} from "./libraries/FlowWord.sol";
import {HeldWord} from "./libraries/HeldWord.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {KeyWord} from "./libraries/KeyWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {OperatorWord} from "./libraries/OperatorWord.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {UnitWord} from "./libraries/UnitWord.sol";

/// @notice What a core is bound to for ever.
/// @param authority The access manager.
/// @param moneyToken The one token this core holds.
/// @param brake Where a brake hint is looked up.
/// @param product This deployment's id in the brake's product domain.
/// @param accountRegistry Who knows the passkeys of accounts.
struct SettlementConfig {
    address authority;
    address moneyToken;
    address brake;
    uint256 product;
    address accountRegistry;
}

/// @title Settlement storage
/// @notice Every word of the core, and nothing but words. `Settlement` and `SettlementExtension` run on the same storage (the second by
/// delegatecall), so both have this contract as their first base that owns slots, and any further slot belongs to the extension alone, behind these.
/// @dev The domain separator is OpenZeppelin's: computed anew when the chain id or the address differs from the deployment's, hence
/// right after a fork and right inside the delegatecall.
abstract contract SettlementStorage is AccessManaged, EIP712 {
    uint256 internal constant BPS = 10_000;
    uint32 private constant FIRST_EXIT_DELAY = 60 seconds;

    IBrake internal immutable BRAKE;
    address internal immutable MONEY_TOKEN;
    uint256 internal immutable PRODUCT;

    mapping(address account => AccountWord word) internal _accounts;
    mapping(address account => mapping(uint256 wordIndex => uint256 lanes)) internal _lanes;
    mapping(address account => ProfileWord word) internal _profiles;
    mapping(address account => mapping(uint256 keyIndex => KeyWord word)) internal _keys;

    mapping(uint256 tokenId => UnitWord word) internal _units;
    mapping(uint256 series => SeriesWordA word) internal _seriesA;
    mapping(uint256 series => SeriesWordB word) internal _seriesB;
    mapping(address issuer => IssuerWord word) internal _issuers;
    mapping(uint256 series => mapping(uint256 day => HeldWord word)) internal _held;

    BatchWord internal _batch;
    OperatorWord internal _operator;
    FlowWord internal _flow;
    address internal _coSigner;
    address internal _gate;
    uint32 internal _exitDelay;

    mapping(address account => ExitWord word) internal _exits;
    mapping(address account => mapping(uint256 slot => ChangeWord word)) internal _changes;

    mapping(address operator => bool allowed) internal _transferOperators;
    mapping(uint256 tokenId => address approved) internal _unitApprovals;
    mapping(address owner => mapping(address operator => bool approved)) internal _operatorApprovals;

    constructor(SettlementConfig memory config) AccessManaged(config.authority) EIP712("Genex Settlement", "1") {
        BRAKE = IBrake(config.brake);
        MONEY_TOKEN = config.moneyToken;
        PRODUCT = config.product;
        _exitDelay = FIRST_EXIT_DELAY;
    }

    function _laneState(address account, uint8 lane) internal view returns (uint32 seq, uint32 filled) {
        uint256 word = lane < 2 ? AccountWord.unwrap(_accounts[account]) : _lanes[account][LaneField.wordIndex(lane)];
        uint64 field = LaneField.read(word, LaneField.shift(lane));
        return (LaneField.seqOf(field), LaneField.filledOf(field));
    }

    function _setLaneState(address account, uint8 lane, uint32 seq, uint32 filled) internal {
        uint256 offset = LaneField.shift(lane);
        uint64 field = LaneField.pack(seq, filled);
        if (lane < 2) {
            _accounts[account] = AccountWord.wrap(LaneField.write(AccountWord.unwrap(_accounts[account]), offset, field));
        } else {
            uint256 index = LaneField.wordIndex(lane);
            _lanes[account][index] = LaneField.write(_lanes[account][index], offset, field);
        }
    }

    function _tokenId(uint32 series, uint32 serial) internal pure returns (uint256) {
        return (uint256(series) << 32) | serial;
    }
}
