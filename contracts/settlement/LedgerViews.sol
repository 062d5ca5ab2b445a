// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SeriesTerms, Unit} from "./interfaces/ICouponLedger.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {SettlementStorage} from "./SettlementStorage.sol";

/// @title Ledger views
/// @notice What the words of the core say: the reading half of `ICouponLedger` and `ICashAccounts`, documented there.
abstract contract LedgerViews is SettlementStorage {
    /*//////////////////////////////////////////////////////////////
                                 UNITS
    //////////////////////////////////////////////////////////////*/

    /// @dev An ended unit is burned: its word keeps what happened, its owner is nobody.
    function ownerOf(uint256 tokenId) public view returns (address owner) {
        UnitWord unit = _units[tokenId];
        owner = unit.status() == 0 ? unit.owner() : address(0);
        require(owner != address(0), IERC721Errors.ERC721NonexistentToken(tokenId));
    }

    function balanceOf(address owner) external view returns (uint256) {
        require(owner != address(0), IERC721Errors.ERC721InvalidOwner(owner));
        return _accounts[owner].units();
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return _unitApprovals[tokenId];
    }

    function isApprovedForAll(address owner, address operator_) external view returns (bool) {
        return _operatorApprovals[owner][operator_];
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC721).interfaceId;
    }

    function unitOf(uint256 tokenId) external view returns (Unit memory unit) {
        UnitWord word = _units[tokenId];
        unit.owner = word.owner();
        unit.status = word.status();
        unit.changes = word.changes();
        unit.inMarket = word.inMarket();
        unit.soldAt = word.soldAt();
        unit.price = word.price();
        unit.buyerFeeBps = word.buyerFeeBps();
    }

    function seriesOf(uint32 series) external view returns (SeriesTerms memory terms, uint32 minted, uint32 ended, uint40 approvedAt) {
        SeriesWordA a = _seriesA[series];
        SeriesWordB b = _seriesB[series];
        terms.issuer = a.issuer();
        terms.face = a.face();
        terms.expiry = a.expiry();
        terms.flags = a.flags();
        terms.supply = b.supply();
        terms.refundWindow = b.refundWindow();
        terms.resaleLimit = b.resaleLimit();
        terms.issuanceFeeBps = b.issuanceFeeBps();
        terms.reservePerUnit = b.reservePerUnit();
        return (terms, b.minted(), b.ended(), b.approvedAt());
    }

    function issuerOf(
        address issuer
    ) external view returns (uint8 status, uint8 tier, uint8 rating, uint40 onboardedAt, uint64 quotaUsed, uint64 quota) {
        IssuerWord word = _issuers[issuer];
        return (word.status(), word.tier(), word.rating(), word.onboardedAt(), word.quotaUsed(), word.quota());
    }

    /*//////////////////////////////////////////////////////////////
                                  CASH
    //////////////////////////////////////////////////////////////*/

    function accountOf(
        address account
    ) external view returns (uint64 cash, uint32 units, uint32 seq0, uint32 filled0, uint32 seq1, uint32 filled1) {
        AccountWord word = _accounts[account];
        (uint64 lane0, uint64 lane1) = (word.lane0(), word.lane1());
        cash = word.cash();
        units = word.units();
        (seq0, filled0) = (LaneField.seqOf(lane0), LaneField.filledOf(lane0));
        (seq1, filled1) = (LaneField.seqOf(lane1), LaneField.filledOf(lane1));
    }

    function laneOf(address account, uint8 lane) external view returns (uint32 seq, uint32 filled) {
        return _laneState(account, lane);
    }

    function totalCash() external view returns (uint64) {
        return _flow.totalCash();
    }

    function moneyToken() external view returns (address) {
        return MONEY_TOKEN;
    }
}
